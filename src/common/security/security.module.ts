import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { SignedTokens } from './signed-tokens.js';

@Global()
@Module({
  providers: [
    {
      provide: SignedTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new SignedTokens(config.security.keys),
    },
  ],
  exports: [SignedTokens],
})
export class SecurityModule {}
