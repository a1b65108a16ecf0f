/**
 * A place that is the same for every template: keys from the root, resources by type, `*` for list items and free names
 * (`Resources/AWS::EC2::Instance/Properties/ImageId`). A place is asked for by every value that is checked, so the places
 * below one are made once.
 */
export class Place {
  readonly text: string;
  readonly #below = new Map<string, Place>();

  constructor(text: string) {
    this.text = text;
  }

  /** The place one step further. */
  into(step: string): Place {
    let place = this.#below.get(step);
    if (!place) {
      place = new Place(`${this.text}/${step}`);
      this.#below.set(step, place);
    }
    return place;
  }
}
