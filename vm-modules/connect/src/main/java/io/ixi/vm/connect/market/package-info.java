/** Listings, calendars, orders, disputes, reviews. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.connect.market;

import org.jspecify.annotations.NullMarked;
