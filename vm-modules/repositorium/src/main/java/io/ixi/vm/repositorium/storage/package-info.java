/** Storage: providers, blobs, deals, proofs that shards are still there, and who may read them. */
@NullMarked
package io.ixi.vm.repositorium.storage;

import org.jspecify.annotations.NullMarked;
