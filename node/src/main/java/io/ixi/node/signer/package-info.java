/**
 * Keeps one validator key from signing two votes that contradict each other, whatever happens to the journal. A
 * {@link io.ixi.node.signer.Watermark} beside the key remembers what the key has signed and is leased to one process;
 * a {@link io.ixi.node.signer.KeySigner} asks it before every signature, in the node or, behind a {@link
 * io.ixi.node.signer.SignerServer}, in a process of its own. Decision and limits: docs/adr/0011-vote-watermark.md.
 */
@NullMarked
package io.ixi.node.signer;

import org.jspecify.annotations.NullMarked;
