import { entryOf, get, type Node } from '../../language/tree/node.ts';
import { argumentOf } from '../parser/intrinsics.ts';
import { equal, jsonOf } from '../schema/values.ts';
import { valuesAt, type ValueAt } from '../schema/valuesAt.ts';
import { propertiesScope } from './network.ts';
import { templateRule, type Linting } from './rule.ts';

/** The name of the resource of a type that a value refers to. */
function target({ template }: Linting, value: Node | undefined, type: string): string | undefined {
  const name = argumentOf(value, 'Ref');
  return name?.kind === 'scalar' && template.resources.get(name.text)?.type === type ? name.text : undefined;
}

export const trafficPort = templateRule({
  id: 'E3049',
  summary: 'A target group of containers whose host port is dynamic checks their health on the traffic port',
  docs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html',
  check(linting, report) {
    const { template, validator } = linting;
    const reported = new Set<string>();
    for (const { name, type } of template.resources.values()) {
      const service = type === 'AWS::ECS::Service' ? propertiesScope(linting, name) : undefined;
      if (!service) continue;
      for (const task of valuesAt(validator, service.node, ['TaskDefinition'], service.scope)) {
        const definition = target(linting, task.value, 'AWS::ECS::TaskDefinition');
        if (definition === undefined) continue;
        for (const balancer of valuesAt(validator, service.node, ['LoadBalancers', '*'], task.scope)) {
          const group = target(linting, get(balancer.value, 'TargetGroupArn'), 'AWS::ElasticLoadBalancingV2::TargetGroup');
          if (group === undefined || reported.has(group) || !hasDynamicPort(linting, definition, balancer)) continue;
          const properties = propertiesScope(linting, group);
          if (!properties) continue;
          for (const port of valuesAt(validator, properties.node, ['HealthCheckPort'], properties.scope.under({ assumptions: balancer.scope.assumptions }))) {
            if (port.value?.kind === 'scalar' ? port.value.text === 'traffic-port' : port.value !== undefined) continue;
            reported.add(group);
            const span = port.value ? validator.spanOf(port.value, port.scope.here) : properties.scope.here;
            report({ span, message: `'${name}' forwards to a host port that ECS chooses; HealthCheckPort has to be 'traffic-port'` });
          }
        }
      }
    }
  },
});

/** Whether ECS chooses the host's port of the container that a load balancer forwards to. */
function hasDynamicPort(linting: Linting, definition: string, balancer: ValueAt): boolean {
  const [container, port] = ['ContainerName', 'ContainerPort'].map((key) => get(balancer.value, key));
  const properties = propertiesScope(linting, definition);
  if (!properties || !container || !port) return false;
  const scope = properties.scope.under({ assumptions: balancer.scope.assumptions });
  for (const { value } of valuesAt(linting.validator, properties.node, ['ContainerDefinitions', '*'], scope)) {
    if (!same(get(value, 'Name'), container)) continue;
    const mappings = entryOf(value, 'PortMappings')?.value;
    for (const mapping of mappings?.kind === 'list' ? mappings.items : []) {
      const host = get(mapping, 'HostPort');
      if (same(get(mapping, 'ContainerPort'), port) && host?.kind === 'scalar' && host.text === '0') return true;
    }
  }
  return false;
}

function same(one: Node | undefined, two: Node): boolean {
  return one !== undefined && equal(jsonOf(one), jsonOf(two));
}
