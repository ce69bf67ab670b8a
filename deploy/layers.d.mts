import type { Linter } from 'eslint';

export const layerRules: readonly Linter.Config[];
