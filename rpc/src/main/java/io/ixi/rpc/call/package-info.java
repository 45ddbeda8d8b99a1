/** JSON-RPC 2.0: methods that describe themselves, the dispatcher, and the OpenRPC document of them. */
@NullMarked
package io.ixi.rpc.call;

import org.jspecify.annotations.NullMarked;
