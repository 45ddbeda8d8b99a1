/**
 * Verifies what a node says about the state, without trusting it: a validator set that the user trusts, a certificate
 * of that set, hash-linked headers, a proof in the state's tree. Written for itself on purpose: of IXI it uses only the
 * types and the codec of {@code consensus}; signatures are Bouncy Castle's, not the node's own verifier (the JDK's
 * takes no FIPS 204 context). ArchitectureTest holds it to that.
 */
@NullMarked
package io.ixi.cli.light;

import org.jspecify.annotations.NullMarked;
