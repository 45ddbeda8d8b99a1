/** What an operator sets: node.toml, environment, logging. */
@NullMarked
package io.ixi.node.config;

import org.jspecify.annotations.NullMarked;
