package io.ixi.cli;

import io.ixi.cli.keys.Keystore;
import io.ixi.cli.keys.KeystoreException;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The user's keys by name, and the passwords that unlock them. */
final class KeyRing {
    private static final int MIN_PASSWORD = 8;

    private final Terminal terminal;
    private final Keystore store;

    KeyRing(Terminal terminal) {
        this.terminal = terminal;
        this.store = new Keystore(terminal.home().resolve("keys"));
    }

    Keystore store() {
        return store;
    }

    /** The address of a key of the user, without unlocking it. */
    Optional<Address> address(String name) {
        return find(name).map(Keystore.Entry::address);
    }

    /** A key of the user, without unlocking it; fails if its file is damaged. */
    Optional<Keystore.Entry> find(String name) {
        Keystore.Contents contents = guarded(store::list);
        contents.damaged().stream()
                .filter(damaged -> damaged.name().equals(name))
                .findFirst()
                .ifPresent(damaged -> {
                    throw new FailedException(FailedException.FAILED, "KEYSTORE", damaged.reason(), null);
                });
        return contents.keys().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst();
    }

    /** Unlocks a key of the user, or gives a demo key. */
    SigningKey unlock(String name, @Nullable Path passwordFile) {
        Optional<DemoKeys> demo = DemoKeys.of(name);
        if (demo.isPresent()) {
            return demo.get().key();
        }
        if (address(name).isEmpty()) {
            throw new FailedException(
                    FailedException.FAILED,
                    "NO_KEY",
                    terminal.text("keys.none", name),
                    terminal.text("keys.none.hint", name));
        }
        char[] password = password(passwordFile, terminal.text("keys.password", name));
        try {
            return guarded(() -> store.open(name, password));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Fails if a key cannot have this name. */
    void requireName(String name) {
        try {
            Keystore.requireName(name);
        } catch (KeystoreException e) {
            throw new FailedException(FailedException.USAGE, "USAGE", String.valueOf(e.getMessage()), null);
        }
    }

    /** The password for a new key: asked twice where a person types it. The caller erases it. */
    char[] newPassword(String name, @Nullable Path file) {
        boolean typed = file == null && terminal.environment("IXI_PASSWORD").isEmpty();
        char[] password = password(file, terminal.text("keys.password.new", name));
        if (password.length < MIN_PASSWORD) {
            throw new FailedException(
                    FailedException.USAGE, "WEAK_PASSWORD", terminal.text("keys.password.short", MIN_PASSWORD), null);
        }
        if (typed) {
            char[] again = password(null, terminal.text("keys.password.again"));
            boolean same = Arrays.equals(password, again);
            Arrays.fill(again, '\0');
            if (!same) {
                throw new FailedException(
                        FailedException.FAILED, "PASSWORDS_DIFFER", terminal.text("keys.password.differ"), null);
            }
        }
        return password;
    }

    private char[] password(@Nullable Path file, String question) {
        if (file != null) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("")
                        .toCharArray();
            } catch (IOException e) {
                throw new FailedException(
                        FailedException.FAILED, "NO_PASSWORD", terminal.text("keys.password.file", file), null);
            }
        }
        Optional<String> given = terminal.environment("IXI_PASSWORD");
        if (given.isPresent()) {
            return given.get().toCharArray();
        }
        char[] typed = terminal.askSecret(question);
        if (typed == null) {
            throw new FailedException(
                    FailedException.USAGE,
                    "NO_PASSWORD",
                    terminal.text("keys.password.none"),
                    terminal.text("keys.password.none.hint"));
        }
        return typed;
    }

    /** Turns the keystore's failures into the command line's. */
    <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (KeystoreException e) {
            throw new FailedException(FailedException.FAILED, "KEYSTORE", String.valueOf(e.getMessage()), null);
        }
    }
}
