import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { DataFolder } from './lint/services.ts';
import { LanguageServer } from './server/languageServer.ts';

const dataFolder: DataFolder = (language) => fileURLToPath(new URL(`data/${language}`, import.meta.url));

// The editor starts this file as a process of its own and says on the command line how it wants to talk.
new LanguageServer(createConnection(ProposedFeatures.all), { dataFolder, environment: process.env }).listen();
