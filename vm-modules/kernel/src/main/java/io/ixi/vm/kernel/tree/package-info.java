/**
 * The authenticated tree: a binary Merkle tree over SHA-256(key), in which a subtree with one leaf is that leaf. The
 * root depends on the set of entries alone, not on the order or history of writes.
 *
 * <pre>
 * empty = 32 zero bytes
 * leaf  = SHA-256(0x00, SHA-256(key), SHA-256(value))
 * inner = SHA-256(0x01, left, right)
 * </pre>
 *
 * <p>Four binary levels are stored together as one node with 16 children, keyed by the version that wrote it and its
 * path; leaves lie within their parents.
 */
@NullMarked
package io.ixi.vm.kernel.tree;

import org.jspecify.annotations.NullMarked;
