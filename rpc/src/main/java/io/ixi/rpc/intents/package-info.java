/**
 * Plain requests in English and Russian as intents, without a language model: phrases are matched whole, so what was
 * not understood is never guessed. Modules declare intents in {@code META-INF/ixi/NAME.intents.json}.
 */
@NullMarked
package io.ixi.rpc.intents;

import org.jspecify.annotations.NullMarked;
