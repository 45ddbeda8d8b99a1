/** Peer connections: mutual TLS 1.3 with post-quantum keys, framed channels, byte quotas. */
@NullMarked
package io.ixi.node.net;

import org.jspecify.annotations.NullMarked;
