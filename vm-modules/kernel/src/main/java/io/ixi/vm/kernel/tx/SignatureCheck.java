package io.ixi.vm.kernel.tx;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.Scheme;

/** One signature to check: ML-DSA with context {@code IXI-tx-v1} over the 32-byte signing hash of the body. */
public record SignatureCheck(Scheme scheme, Bytes publicKey, Bytes message, Bytes signature) {}
