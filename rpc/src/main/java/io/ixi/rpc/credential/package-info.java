/** Credentials as other systems read them: W3C Verifiable Credentials 2.0, DIDs, status lists, Open Badges 3.0. */
@NullMarked
package io.ixi.rpc.credential;

import org.jspecify.annotations.NullMarked;
