package io.ixi.zkp.circuit;

/** Something a hash can take in: a {@link Word} of the circuit or a {@link PublicWord}. */
public sealed interface Source permits Word, PublicWord {}
