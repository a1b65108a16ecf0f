// Stands in for the native module @vscode/spdlog of VS Code's server, which would have to be compiled: the editor
// writes its logs and its output channels through it. Same interface, plain files, no rotation.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #isFormatted = true;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  trace(message) { this.#write(0, message); }
  debug(message) { this.#write(1, message); }
  info(message) { this.#write(2, message); }
  warn(message) { this.#write(3, message); }
  error(message) { this.#write(4, message); }
  critical(message) { this.#write(5, message); }

  getLevel() { return this.#level; }
  setLevel(level) { this.#level = level; }

  // The one pattern that the editor sets is the one that is written here.
  setPattern() { this.#isFormatted = true; }
  clearFormatters() { this.#isFormatted = false; }

  // Nothing is held back, and no file stays open.
  flush() {}
  drop() {}

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.appendFileSync(this.#file, this.#isFormatted ? `${time} [${LEVELS[level]}] ${message}\n` : message);
  }
}

async function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // The editor watches the file from the start.
  fs.appendFileSync(file, '');
  return new Logger('rotating', name, file);
}

// One by one, so that `import` finds the names.
exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
