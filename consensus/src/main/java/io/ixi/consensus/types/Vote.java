package io.ixi.consensus.types;

/**
 * A signed subject.
 *
 * @param signer index in the epoch's validator set
 */
public record Vote(Subject subject, int signer, Bytes signature) {}
