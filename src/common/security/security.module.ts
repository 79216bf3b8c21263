import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { SealedSecrets } from './sealed-secrets.js';
import { SignedTokens } from './signed-tokens.js';

@Global()
@Module({
  providers: [
    {
      provide: SignedTokens,
      inject: [CONFIG],
      useFactory: (config: Config) => new SignedTokens(config.security.keys),
    },
    {
      provide: SealedSecrets,
      inject: [CONFIG],
      useFactory: (config: Config) => new SealedSecrets(config.security.keys),
    },
  ],
  exports: [SealedSecrets, SignedTokens],
})
export class SecurityModule {}
