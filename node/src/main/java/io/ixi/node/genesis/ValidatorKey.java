package io.ixi.node.genesis;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.node.config.ConfigException;
import io.ixi.node.replica.Signer;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** A validator's seed file: 64 hex digits, readable by its owner only. */
public final class ValidatorKey {
    private static final Set<PosixFilePermission> FOREIGN = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private ValidatorKey() {}

    /** The 32-byte seed; the caller zeroes it. Throws {@link ConfigException} saying what is wrong with the file. */
    public static byte[] readSeed(Path file) {
        byte[] text = new byte[0];
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(FOREIGN::contains)) {
                throw new ConfigException("The validator key " + file + " can be read by others: chmod 600 it.");
            }
            text = Files.readAllBytes(file);
            String hex = new String(text, StandardCharsets.US_ASCII).strip();
            if (hex.length() != 2 * SigningKey.SEED_BYTES) {
                throw new ConfigException("The validator key " + file + " is not 64 hex digits.");
            }
            return HexFormat.of().parseHex(hex);
        } catch (NoSuchFileException e) {
            throw new ConfigException("There is no validator key at " + file + ": restore it from your backup.", e);
        } catch (IOException e) {
            throw new ConfigException("Cannot read the validator key " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("The validator key " + file + " is not 64 hex digits.", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** Signs votes, hedged: a fault in the randomness does not reveal the key (FIPS 204 section 3.4). */
    public static Signer signer(Scheme scheme, byte[] seed, Hash chain) {
        SigningKey key = SigningKey.fromSeed(scheme, seed);
        SecureRandom random = new SecureRandom();
        byte[] context = VoteKeys.context();
        return (Subject subject) -> {
            byte[] randomness = new byte[32];
            random.nextBytes(randomness);
            return Bytes.wrap(key.sign(context, Wire.signingBytes(chain, subject), randomness));
        };
    }
}
