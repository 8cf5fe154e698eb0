// Loaded into the YAML language server before its own code: no connection leaves the process, whatever it is told.
// JupyterLab answers its questions about settings with nothing, so the look-up of schemas elsewhere cannot be turned off.
const { Socket } = require("node:net");

Socket.prototype.connect = function refuse() {
  process.nextTick(() => this.destroy(new Error("offline")));
  return this;
};
