/** The JavaScript client and the console against real code: Java's bytes, other libraries, a running network. */
@NullMarked
package io.ixi.testnet.web;

import org.jspecify.annotations.NullMarked;
