package io.ixi.node.care;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.care.Finding.Code;
import io.ixi.node.config.ConfigException;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.node.genesis.ValidatorKey;
import io.ixi.node.genesis.VoteKeys;
import io.ixi.node.journal.JournalCheck;
import io.ixi.node.journal.StorageException;
import io.ixi.node.replica.JournalSummary;
import io.ixi.node.signer.SignerException;
import io.ixi.node.signer.Watermark;
import io.ixi.node.store.Replacement;
import io.ixi.node.store.StoreSummary;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a node's home as its start would, and says what it finds. Writes nothing, so it may be asked at any time;
 * of a node that runs it does not read journal and store, which change under its eyes.
 */
public final class Doctor {
    /** Below this the next minutes may fill the disk. */
    private static final long LOW_BYTES = 1L << 30;

    /** Below this not even the journal's next segments fit. */
    private static final long FULL_BYTES = 64L << 20;

    private final NodeConfig config;
    private final boolean deep;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(NodeConfig config, boolean deep) {
        this.config = config;
        this.deep = deep;
    }

    /**
     * Examines a home.
     *
     * @param deep read the whole store and compare it with its checksums
     */
    public static List<Finding> examine(Path home, Map<String, String> environment, boolean deep) {
        NodeConfig config;
        try {
            config = NodeConfig.load(home, environment);
        } catch (ConfigException e) {
            return List.of(Finding.fatal(1, Code.CONFIG_BAD, String.valueOf(e.getMessage())));
        }
        Doctor doctor = new Doctor(config, deep);
        doctor.findings.add(Finding.ok(Code.CONFIG_OK, NodeConfig.file(home)));
        doctor.examine();
        return List.copyOf(doctor.findings);
    }

    private void examine() {
        boolean running = running();
        space();
        ChainSpec spec = genesis();
        if (spec == null) {
            return;
        }
        Bytes publicKey = key(spec);
        if (running) {
            findings.add(Finding.note(Code.LOCK_HELD, config.home()));
            return;
        }
        findings.add(Finding.ok(Code.LOCK_FREE));
        JournalSummary journal = journal(spec);
        StoreSummary store = store(spec);
        together(journal, store, publicKey != null);
        if (publicKey != null) {
            watermark(spec, publicKey, journal);
        }
    }

    private boolean running() {
        return Locks.held(config.journal()) || Locks.held(config.state());
    }

    private void space() {
        try {
            FileStore disk = Files.getFileStore(config.home());
            long free = disk.getUsableSpace();
            if (free < FULL_BYTES) {
                findings.add(Finding.fatal(StorageException.Reason.IO.exitCode(), Code.DISK_FULL, megabytes(free)));
            } else if (free < LOW_BYTES) {
                findings.add(Finding.warning(Code.DISK_LOW, megabytes(free)));
            } else {
                findings.add(Finding.ok(Code.DISK_OK, megabytes(free)));
            }
        } catch (IOException e) {
            findings.add(Finding.fatal(
                    StorageException.Reason.IO.exitCode(), Code.DISK_UNREADABLE, String.valueOf(e.getMessage())));
        }
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    private @Nullable ChainSpec genesis() {
        try {
            ChainSpec spec = ChainSpec.of(
                    GenesisFile.read(config.genesis(), Modules.executor().registry()));
            findings.add(Finding.ok(Code.GENESIS_OK, spec.id()));
            return spec;
        } catch (ConfigException e) {
            findings.add(Finding.fatal(1, Code.GENESIS_BAD, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** The public key of a validator whose seed is here; null: it does not vote, or the seed is not usable. */
    private @Nullable Bytes key(ChainSpec spec) {
        int me = spec.names().indexOf(config.name());
        byte[] seed;
        try {
            seed = ValidatorKey.readSeed(config.key());
        } catch (ConfigException e) {
            findings.add(Finding.fatal(1, Code.KEY_BAD, String.valueOf(e.getMessage())));
            return null;
        }
        if (me < 0) {
            Arrays.fill(seed, (byte) 0);
            findings.add(Finding.note(Code.KEY_FOLLOWER, config.name()));
            return null;
        }
        Bytes expected = spec.chain().validators().get(me).publicKey();
        Scheme scheme = VoteKeys.scheme(expected);
        try (SigningKey key = SigningKey.fromSeed(scheme, seed)) {
            if (!key.publicKey().equals(expected)) {
                findings.add(Finding.fatal(1, Code.KEY_STRANGER, config.key(), config.name()));
                return null;
            }
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
        findings.add(Finding.ok(Code.KEY_OK, config.name()));
        return expected;
    }

    private @Nullable JournalSummary journal(ChainSpec spec) {
        try {
            JournalCheck check = JournalCheck.of(config.journal(), spec.hash());
            if (check.segments() == 0) {
                return null;
            }
            JournalSummary summary = JournalSummary.of(check.records());
            findings.add(Finding.ok(
                    Code.JOURNAL_OK, check.records().size(), summary.votes(), summary.blocks(), summary.view()));
            check.torn().ifPresent(torn -> findings.add(Finding.note(Code.JOURNAL_TORN, torn.file(), torn.offset())));
            if (summary.later()) {
                findings.add(Finding.warning(Code.JOURNAL_LATER));
            }
            return summary;
        } catch (StorageException e) {
            findings.add(journalBroken(e));
            return null;
        } catch (MalformedException e) {
            findings.add(Finding.fatal(
                    StorageException.Reason.FOREIGN.exitCode(), Code.JOURNAL_FOREIGN, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable StoreSummary store(ChainSpec spec) {
        if (Replacement.ready(config.state())) {
            findings.add(Finding.note(Code.STORE_REPLACEMENT));
        }
        try {
            Optional<StoreSummary> found = StoreSummary.of(Replacement.current(config.state()), spec.hash(), deep);
            found.ifPresent(store -> findings.add(Finding.ok(
                    deep ? Code.STORE_VERIFIED : Code.STORE_OK,
                    store.tip().height(),
                    store.durable(),
                    store.earliest(),
                    store.earliestBlock())));
            if (found.isEmpty()) {
                findings.add(Finding.note(Code.STORE_NONE));
            }
            return found.orElse(null);
        } catch (StorageException e) {
            findings.add(storeBroken(e));
            return null;
        }
    }

    private static Finding journalBroken(StorageException e) {
        Code code = switch (e.reason()) {
            case DAMAGED -> Code.JOURNAL_DAMAGED;
            case FOREIGN -> Code.JOURNAL_FOREIGN;
            case IO, LOCKED -> Code.JOURNAL_UNREADABLE;
        };
        return Finding.fatal(e.exitCode(), code, String.valueOf(e.getMessage()));
    }

    private static Finding storeBroken(StorageException e) {
        Code code = switch (e.reason()) {
            case DAMAGED -> Code.STORE_DAMAGED;
            case FOREIGN -> Code.STORE_FOREIGN;
            case IO, LOCKED -> Code.STORE_UNREADABLE;
        };
        return Finding.fatal(e.exitCode(), code, String.valueOf(e.getMessage()));
    }

    /** What journal and store say of each other. */
    private void together(@Nullable JournalSummary journal, @Nullable StoreSummary store, boolean validator) {
        boolean journalBroken = findings.stream()
                .anyMatch(
                        f -> f.level() == Finding.Level.FATAL && f.code().text().startsWith("journal."));
        if (journal == null && !journalBroken) {
            long height = store == null ? 0 : store.tip().height();
            findings.add(
                    height > 0 && validator
                            ? Finding.warning(Code.JOURNAL_LOST, height)
                            : Finding.note(Code.JOURNAL_NONE));
        }
        if (journal != null
                && store != null
                && journal.highestBlock() > store.tip().height() + 1_024) {
            findings.add(Finding.note(Code.STORE_BEHIND, store.tip().height(), journal.highestBlock()));
        }
    }

    private void watermark(ChainSpec spec, Bytes publicKey, @Nullable JournalSummary journal) {
        if (config.signer() != null) {
            findings.add(Finding.note(Code.WATERMARK_ELSEWHERE, config.signer()));
            return;
        }
        Path file = Watermark.beside(config.key(), spec.hash());
        try {
            Watermark.Highest highest =
                    Watermark.peek(file, spec.hash(), publicKey).orElse(null);
            if (highest == null) {
                boolean voted = journal != null && journal.votes() > 0;
                findings.add(voted ? Finding.warning(Code.WATERMARK_LOST, file) : Finding.note(Code.WATERMARK_NONE));
            } else if (journal != null && journal.endsBefore(highest.epoch(), highest.view())) {
                findings.add(Finding.warning(Code.WATERMARK_AHEAD, highest.view(), journal.view()));
            } else {
                findings.add(Finding.ok(Code.WATERMARK_OK, highest.view()));
            }
        } catch (SignerException e) {
            findings.add(Finding.fatal(1, Code.WATERMARK_BAD, String.valueOf(e.getMessage())));
        }
    }
}
