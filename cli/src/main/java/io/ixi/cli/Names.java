package io.ixi.cli;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.vm.kernel.Address;
import java.util.Optional;
import java.util.function.Function;

/** Accounts as people name them: an address, a demo account, or a key of theirs. */
final class Names {
    private final Terminal terminal;
    private final Function<String, Optional<Address>> keys;

    /** @param keys address of the user's key of a name */
    Names(Terminal terminal, Function<String, Optional<Address>> keys) {
        this.terminal = terminal;
        this.keys = keys;
    }

    /** Fails, saying what would do, if it is none of them. */
    Address address(String text) {
        Optional<Address> known = DemoKeys.of(text).map(DemoKeys::address).or(() -> keys.apply(text));
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return Address.parse(text);
        } catch (MalformedException e) {
            throw new FailedException(
                    FailedException.USAGE,
                    "BAD_ADDRESS",
                    terminal.text("address.bad", text, String.valueOf(e.getMessage())),
                    terminal.text("address.bad.hint"));
        }
    }
}
