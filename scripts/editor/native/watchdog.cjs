// Stands in for the native module @vscode/native-watchdog of VS Code's server, which would have to be compiled: it ends
// the extension host when the server is gone.
'use strict';

exports.start = (pid) => {
  const check = () => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(check, 1000).unref();
};

exports.exit = (code) => process.exit(code || 0);
