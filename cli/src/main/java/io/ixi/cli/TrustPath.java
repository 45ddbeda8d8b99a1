package io.ixi.cli;

import io.ixi.cli.light.Evidence;
import io.ixi.cli.light.EvidenceJson;
import io.ixi.cli.light.LightClient;
import io.ixi.cli.light.NotProvenException;
import io.ixi.cli.light.Trust;
import io.ixi.cli.light.TrustFile;
import io.ixi.node.config.ConfigException;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * From whom the user trusts to those who signed for an answer: the genesis file's validators, or those of a checkpoint,
 * and from epoch to epoch what the node shows of the next ones.
 */
final class TrustPath {
    private final Terminal terminal;
    private final Trust genesis;
    private final @Nullable Path file;

    /** @param file a checkpoint to begin with, if it is there, and to keep; null: none */
    TrustPath(Terminal terminal, Path genesis, @Nullable Path file) {
        this.terminal = terminal;
        this.genesis = founders(genesis);
        this.file = file;
    }

    private static Trust founders(Path genesis) {
        try {
            ChainSpec spec =
                    ChainSpec.of(GenesisFile.read(genesis, Modules.executor().registry()));
            return new Trust(spec.hash(), spec.chain().validators());
        } catch (ConfigException e) {
            throw new FailedException(FailedException.FAILED, "GENESIS", String.valueOf(e.getMessage()), null);
        }
    }

    /**
     * Whom to trust in this epoch, by what the node shows step by step.
     *
     * @throws NotProvenException for an epoch before the checkpoint's, too
     */
    Trust to(long epoch, Door door) throws NotProvenException {
        Trust trust = begin(epoch);
        while (trust.validators().epoch() < epoch) {
            ObjectNode params = Terminal.JSON
                    .createObjectNode()
                    .put("epoch", Long.toString(trust.validators().epoch()));
            Evidence handover = EvidenceJson.read(door.call("ixi_getHandover", params));
            trust = LightClient.follow(trust, handover);
        }
        return trust;
    }

    private Trust begin(long epoch) throws NotProvenException {
        if (file == null || !Files.exists(file)) {
            return genesis;
        }
        try {
            Trust kept = TrustFile.read(file);
            if (!kept.chain().equals(genesis.chain())) {
                throw new IOException(terminal.text("query.trust.chain", file));
            }
            if (kept.validators().epoch() > epoch) {
                // validators of then may have left with their stake and sign whatever they like now
                throw NotProvenException.old(epoch, kept.validators().epoch());
            }
            return kept;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Begins here next time, unless a later checkpoint is kept already. */
    void keep(Trust trust) {
        if (file == null) {
            return;
        }
        try {
            boolean later = !Files.exists(file)
                    || TrustFile.read(file).validators().epoch()
                            < trust.validators().epoch();
            if (later) {
                TrustFile.write(file, trust);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static FailedException failed(IOException e) {
        return new FailedException(FailedException.FAILED, "CHECKPOINT", String.valueOf(e.getMessage()), null);
    }
}
