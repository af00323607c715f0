// Runs the push service of web-push-testing in this process: node push_service.cjs FOLDER_OF_MODULES PORT
const path = require('node:path');
const [modules, port] = process.argv.slice(2);
const source = path.join(modules, 'web-push-testing', 'src');
const { PushApiModel } = require(path.join(source, 'PushApiModel.js'));
const Server = require(path.join(source, 'server.js'));

new Server(new PushApiModel(), Number(port)).startServer();
