import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Public } from './access.decorator.js';
import { problemSchema } from './http.schemas.js';
import { openApiDocument } from './openapi.js';
import { RouteCatalogue } from './route-catalogue.service.js';

const VERSION = '0.1.0';

/** Where the files of the page to try the API stand; served below /docs/assets. */
export const docsAssets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>OmniCRM Payments API</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true, validatorUrl: null });`;

@Controller()
@Public()
export class DocsController {
  private document: object | null = null;

  constructor(
    private readonly catalogue: RouteCatalogue,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('openapi.json')
  openApi(): object {
    this.document ??= openApiDocument(this.catalogue.documented(), {
      version: VERSION,
      serverUrl: this.config.http.publicUrl,
      problem: problemSchema,
    });
    return this.document;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  @Get('docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return START;
  }
}
