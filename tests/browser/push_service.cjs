// Runs the push service of web-push-testing in this process: node push_service.cjs FOLDER_OF_MODULES PORT
const path = require('node:path');
const [modules, port] = process.argv.slice(2);
const source = path.join(modules, 'web-push-testing', 'src');
const { PushApiModel } = require(path.join(source, 'PushApiModel.js'));
const Server = require(path.join(source, 'server.js'));

// what it was asked to keep each message for, beside the message
class Model extends PushApiModel {
  seconds = {};

  async handleNotification(client, headers, body) {
    await super.handleNotification(client, headers, body);
    (this.seconds[client] ??= []).push(Number(headers.ttl));
  }

  getNotifications(asked) {
    return { ...super.getNotifications(asked), seconds: this.seconds[asked.clientHash] ?? [] };
  }
}

new Server(new Model(), Number(port)).startServer();
