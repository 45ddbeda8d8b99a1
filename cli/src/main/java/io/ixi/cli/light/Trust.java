package io.ixi.cli.light;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;

/**
 * What the user takes for granted; all else is verified.
 *
 * @param chain hash of the genesis
 * @param validators the set whose signatures count
 */
public record Trust(Hash chain, ValidatorSet validators) {}
