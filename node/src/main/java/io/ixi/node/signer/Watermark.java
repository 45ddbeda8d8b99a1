package io.ixi.node.signer;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.node.signer.SignerException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one key on one chain, in a file beside the key: two slots of 8 KiB, written in turn, each with a number
 * and a CRC32C. A write that is cut short leaves the other slot, and nothing that the cut one was about has left. The
 * file is locked against a second process for as long as it is open. One thread.
 *
 * <p>Slot: magic, CRC32C of the rest, length of the rest, number, chain, SHA-256 of the public key, ballots.
 */
public final class Watermark implements AutoCloseable {
    /** Bytes of one slot. */
    static final int SLOT = 8_192;

    private static final long MAGIC = 0x4958_4957_4D00_0001L;
    private static final int HEAD = 8 + 4 + 4;
    private static final int REST = 8 + 2 * Hash.BYTES;

    static {
        if (HEAD + REST + Ballots.MAX_BYTES > SLOT) {
            throw new AssertionError("a slot is too small for its ballots");
        }
    }

    /** A slot that holds. */
    private record Slot(long number, Hash chain, Hash key, Ballots ballots) {}

    private final Path file;
    private final FileChannel channel;
    private final Hash chain;
    private final Hash key;
    private final Ballots ballots;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SLOT);
    private long number;
    private boolean dirty;
    private boolean unforced;

    private Watermark(Path file, FileChannel channel, Hash chain, Hash key, @Nullable Slot newest) {
        this.file = file;
        this.channel = channel;
        this.chain = chain;
        this.key = key;
        this.ballots = newest == null ? new Ballots() : newest.ballots();
        this.number = newest == null ? 0 : newest.number();
    }

    /** Where the watermark of this key on this chain is. */
    public static Path beside(Path keyFile, Hash chain) {
        return keyFile.resolveSibling(keyFile.getFileName() + "." + chain.hex().substring(0, 16) + ".votes");
    }

    /**
     * Takes the lease and reads the file, or makes it.
     *
     * @throws SignerException if another process has it, or it does not hold what it must
     */
    public static Watermark open(Path file, Hash chain, Bytes publicKey) {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(file, e);
        }
        try {
            lock(file, channel);
            Hash key = Hash.sha256(publicKey.toArray());
            Slot newest = newest(file, channel);
            if (newest != null) {
                checkOwn(file, newest, chain, key);
            }
            Watermark opened = new Watermark(file, channel, chain, key, newest);
            if (newest == null) {
                // both slots, so that no later write has to grow the file
                opened.dirty = true;
                opened.write();
                opened.dirty = true;
                opened.write();
                opened.force();
            }
            return opened;
        } catch (RuntimeException | IOException e) {
            close(channel, e);
            throw e instanceof RuntimeException runtime ? runtime : failed(file, (IOException) e);
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        boolean held;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException taken) {
            held = false;
        }
        if (!held) {
            throw new SignerException(
                    Reason.IN_USE,
                    file.toString(),
                    "another process votes with this key: it holds " + file + ". Two holders of one key would sign"
                            + " contradicting votes. Stop the other one first",
                    null);
        }
    }

    /**
     * The newest view in which the key signed, read without the lease and without writing; empty: there is no file.
     *
     * @throws SignerException if it does not hold what it must
     */
    public static Optional<Highest> peek(Path file, Hash chain, Bytes publicKey) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Slot newest = newest(file, channel);
            if (newest != null) {
                checkOwn(file, newest, chain, Hash.sha256(publicKey.toArray()));
            }
            Ballots.Place highest =
                    newest == null ? Ballots.Place.NONE : newest.ballots().highest();
            return Optional.of(new Highest(highest.epoch(), highest.view()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** An epoch and a view in it. */
    public record Highest(long epoch, long view) {}

    private static void checkOwn(Path file, Slot slot, Hash chain, Hash key) {
        if (!(slot.chain.equals(chain) && slot.key.equals(key))) {
            throw new SignerException(
                    Reason.FOREIGN,
                    file.toString(),
                    file + " remembers the votes of another key or chain. Move it away, and use the key's own",
                    null);
        }
    }

    private static @Nullable Slot newest(Path file, FileChannel channel) throws IOException {
        Slot newest = null;
        boolean bytes = false;
        for (int i = 0; i < 2; i++) {
            ByteBuffer read = ByteBuffer.allocate(SLOT);
            int size = 0;
            while (size >= 0 && read.hasRemaining()) {
                size = channel.read(read, (long) i * SLOT + read.position());
            }
            read.flip();
            for (int at = 0; at < read.limit(); at++) {
                bytes |= read.get(at) != 0;
            }
            Slot slot = decode(read);
            if (slot != null && (newest == null || slot.number > newest.number)) {
                newest = slot;
            }
        }
        if (newest == null && bytes) {
            throw new SignerException(
                    Reason.DAMAGED,
                    file.toString(),
                    file + " is damaged: what this key has signed cannot be known, and it does not vote. Put back the"
                            + " newest copy of the file. If there is none: see that no other process has the key, wait"
                            + " until the chain is 1000 views past this validator's last vote, remove the file together"
                            + " with the journal, and start again",
                    null);
        }
        return newest;
    }

    private static @Nullable Slot decode(ByteBuffer in) {
        if (in.remaining() < HEAD + REST || in.getLong() != MAGIC) {
            return null;
        }
        int sum = in.getInt();
        int length = in.getInt();
        if (length < REST || length > in.remaining()) {
            return null;
        }
        in.limit(in.position() + length);
        if (sum != sum(in)) {
            return null;
        }
        long number = in.getLong();
        Hash chain = Hash.at(in, in.position());
        Hash key = Hash.at(in, in.position() + Hash.BYTES);
        in.position(in.position() + 2 * Hash.BYTES);
        Ballots ballots = Ballots.read(in);
        return ballots == null ? null : new Slot(number, chain, key, ballots);
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** Why the subject must not be signed; null if it may. */
    @Nullable
    String objection(Subject subject) {
        return ballots.objection(subject);
    }

    /** Remembers the vote, in memory until {@link #write}. */
    void add(Subject subject) {
        dirty |= ballots.add(subject);
    }

    /** The newest view in which the key signed a Notarize or Nullify, as epoch and view. */
    Ballots.Place highest() {
        return ballots.highest();
    }

    /** Hands what was added to the operating system: a process that dies after this has lost nothing. */
    void write() {
        if (!dirty) {
            return;
        }
        number++;
        buffer.clear().position(HEAD);
        buffer.putLong(number).put(chain.toBytes()).put(key.toBytes());
        ballots.write(buffer);
        int length = buffer.position() - HEAD;
        buffer.flip().position(HEAD);
        int sum = sum(buffer);
        buffer.position(0);
        buffer.putLong(MAGIC).putInt(sum).putInt(length).position(0).limit(SLOT);
        long at = (number & 1) * SLOT;
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer, at + buffer.position());
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
        dirty = false;
        unforced = true;
    }

    /** On disk: a machine that loses power after this has lost nothing. */
    void force() {
        if (!unforced) {
            return;
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            throw failed(file, e);
        }
        unforced = false;
    }

    /** Resumes with the journal's votes: what only it remembers binds as well. Null, or why the two do not fit. */
    @Nullable
    String resume(long epoch, long view, List<Subject> cast) {
        Ballots.Place highest = highest();
        if (new Ballots.Place(epoch, view).compareTo(highest) < 0) {
            return "the journal is older than this key's last vote: it ends in view " + view
                    + ", and the key has voted in"
                    + " view " + highest.view() + " (" + file
                    + "). It looks like a restored backup. This node follows the"
                    + " chain without voting. Put the newest journal back, or restart this node once the chain is past"
                    + " that view";
        }
        for (Subject subject : cast) {
            if (ballots.contradicts(subject)) {
                return "the journal holds a vote in view " + subject.view()
                        + " that contradicts what this key signed there"
                        + " (" + file + "): it is not this key's journal, or an old one. This node follows the chain"
                        + " without voting. Put the newest journal back, or restart this node once the chain is past"
                        + " that view";
            }
            if (objection(subject) == null) {
                add(subject);
            }
        }
        write();
        force();
        return null;
    }

    @Override
    public void close() {
        try {
            write();
            force();
        } finally {
            close(channel, null);
        }
    }

    private static void close(FileChannel channel, @Nullable Exception cause) {
        try {
            channel.close();
        } catch (IOException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    private static SignerException failed(Path file, IOException e) {
        return new SignerException(
                Reason.IO,
                file.toString(),
                "cannot read or write " + file + ": " + e + ". The key does not vote without it. Check the disk and who"
                        + " owns the file",
                e);
    }
}
