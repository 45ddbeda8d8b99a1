/** Storage outside the chain: the provider that keeps shards, and the client that places files with providers. */
@NullMarked
package io.ixi.node.provider;

import org.jspecify.annotations.NullMarked;
