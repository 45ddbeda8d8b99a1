/** JSON forms of protobuf messages, and schemas of them, derived from descriptors. */
@NullMarked
package io.ixi.rpc.json;

import org.jspecify.annotations.NullMarked;
