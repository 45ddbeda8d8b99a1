package io.ixi.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The settings of one node. The file is {@code node.toml} in the node's home; a variable {@code IXI_SECTION_KEY} of the
 * environment wins over it ({@code IXI_RPC_PORT=7700}). Unknown keys are refused. Relative paths start at the home.
 *
 * @param name of this node, for people and logs
 * @param genesis path of the genesis file
 * @param key path of the validator's seed: 64 hex digits, mode 0600
 * @param signer socket of a separate signer ({@code ixi node signer}); null: the node signs votes itself
 */
public record NodeConfig(
        Path home,
        String name,
        Path genesis,
        Path key,
        @Nullable Path signer,
        P2p p2p,
        Rpc rpc,
        Log log,
        Storage storage,
        Tuning tuning) {
    /**
     * @param host address to listen on
     * @param peers the other validators
     */
    public record P2p(String host, int port, List<Peer> peers) {
        public P2p {
            peers = List.copyOf(peers);
        }
    }

    /** @param name as in the genesis */
    public record Peer(String name, String host, int port) {}

    /**
     * @param allowedOrigins origins of web pages that may call; empty: same origin only
     * @param allowedHosts names besides localhost by which requests may call this node
     * @param costPerSecond what one connection may cost, see the reference; 0: no limit
     * @param tokens file of hashed tokens for privileged methods; null: those are for this machine only
     */
    public record Rpc(
            String host,
            int port,
            List<String> allowedOrigins,
            List<String> allowedHosts,
            int costPerSecond,
            @Nullable Path tokens) {
        public static final int COST_PER_SECOND = 5_000;

        public Rpc {
            allowedOrigins = List.copyOf(allowedOrigins);
            allowedHosts = List.copyOf(allowedHosts);
        }

        public Rpc(String host, int port, List<String> allowedOrigins) {
            this(host, port, allowedOrigins, List.of(), COST_PER_SECOND, null);
        }
    }

    /** @param level one of ERROR, WARN, INFO, DEBUG */
    public record Log(String level, boolean json) {}

    /**
     * @param historyBlocks how many heights back queries and proofs reach
     * @param keepBlocks how many heights back blocks, receipts and transactions are kept; at least historyBlocks
     * @param archive keep every block and every state for ever; the other two then mean nothing
     * @param snapshotEvery a snapshot for others after so many blocks; 0: never
     * @param snapshotLag a node this many blocks behind takes a snapshot instead of the blocks
     */
    public record Storage(int historyBlocks, long keepBlocks, boolean archive, int snapshotEvery, long snapshotLag) {
        public static final Storage DEFAULT = new Storage(1_024, 100_000, false, 10_000, 20_000);
    }

    /**
     * @param verifyThreads threads that check signatures; 0: as many as there are cores
     * @param batchMs longest wait of a leader for more work right after a block
     */
    public record Tuning(int verifyThreads, int batchMs) {}

    /** Path of the node's file in its home. */
    public static Path file(Path home) {
        return home.resolve("node.toml");
    }

    public Path journal() {
        return home.resolve("journal");
    }

    public Path state() {
        return home.resolve("state");
    }

    /** Reads {@code node.toml} and the environment. Throws {@link ConfigException} naming the key. */
    public static NodeConfig load(Path home, Map<String, String> environment) {
        Path file = file(home);
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    "No node lives in " + home + ": there is no node.toml. Create one with 'ixi testnet up'"
                            + " or copy one from another node.",
                    e);
        } catch (IOException e) {
            throw new ConfigException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return parse(home, text, environment);
    }

    static NodeConfig parse(Path home, String toml, Map<String, String> environment) {
        TomlMapper mapper = TomlMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try {
            ObjectNode tree = (ObjectNode) mapper.readTree(toml);
            override(tree, environment);
            return fill(home, mapper.treeToValue(tree, Written.class));
        } catch (JacksonException e) {
            throw new ConfigException("node.toml: " + e.getOriginalMessage(), e);
        }
    }

    /** Settings as node.toml of a new node. */
    public String toToml() {
        StringBuilder out = new StringBuilder();
        out.append("name = ").append(quote(name)).append('\n');
        out.append("genesis = ").append(quote(genesis.toString())).append('\n');
        out.append("key = ").append(quote(key.toString())).append('\n');
        if (signer != null) {
            out.append("signer = ").append(quote(signer.toString())).append('\n');
        }
        out.append('\n');
        out.append("[p2p]\nhost = ")
                .append(quote(p2p.host))
                .append("\nport = ")
                .append(p2p.port)
                .append("\n\n");
        for (Peer peer : p2p.peers) {
            out.append("[[p2p.peers]]\nname = ").append(quote(peer.name));
            out.append("\nhost = ")
                    .append(quote(peer.host))
                    .append("\nport = ")
                    .append(peer.port)
                    .append("\n\n");
        }
        out.append("[rpc]\nhost = ").append(quote(rpc.host)).append("\nport = ").append(rpc.port);
        out.append("\nallowedOrigins = [");
        out.append(String.join(
                        ", ", rpc.allowedOrigins.stream().map(NodeConfig::quote).toList()))
                .append("]\nallowedHosts = [")
                .append(String.join(
                        ", ", rpc.allowedHosts.stream().map(NodeConfig::quote).toList()))
                .append("]\ncostPerSecond = ")
                .append(rpc.costPerSecond);
        if (rpc.tokens != null) {
            out.append("\ntokens = ").append(quote(rpc.tokens.toString()));
        }
        out.append("\n\n");
        out.append("[log]\nlevel = ")
                .append(quote(log.level))
                .append("\njson = ")
                .append(log.json)
                .append("\n\n");
        out.append("[storage]\nhistoryBlocks = ").append(storage.historyBlocks);
        out.append("\nkeepBlocks = ").append(storage.keepBlocks);
        out.append("\narchive = ").append(storage.archive);
        out.append("\nsnapshotEvery = ").append(storage.snapshotEvery);
        out.append("\nsnapshotLag = ").append(storage.snapshotLag).append("\n\n");
        out.append("[tuning]\nverifyThreads = ").append(tuning.verifyThreads);
        return out.append("\nbatchMs = ").append(tuning.batchMs).append('\n').toString();
    }

    private static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void override(ObjectNode tree, Map<String, String> environment) {
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            for (String section : List.of("p2p", "rpc", "log", "storage", "tuning")) {
                String prefix = "IXI_" + section.toUpperCase(Locale.ROOT) + "_";
                if (entry.getKey().startsWith(prefix)) {
                    ObjectNode node = tree.get(section) instanceof ObjectNode o ? o : tree.putObject(section);
                    node.put(camel(entry.getKey().substring(prefix.length())), entry.getValue());
                }
            }
        }
    }

    private static String camel(String upper) {
        StringBuilder out = new StringBuilder();
        for (String word : upper.toLowerCase(Locale.ROOT).split("_", -1)) {
            out.append(
                    out.isEmpty() || word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return out.toString();
    }

    private static NodeConfig fill(Path home, Written w) {
        UnaryOperator<Path> here = p -> home.resolve(p).normalize();
        if (w.p2p == null || w.rpc == null) {
            throw new ConfigException("node.toml needs the sections [p2p] and [rpc], each with a port.");
        }
        List<Peer> peers = new ArrayList<>();
        for (WrittenPeer peer : w.p2p.peers == null ? List.<WrittenPeer>of() : w.p2p.peers) {
            peers.add(new Peer(
                    need(peer.name, "p2p.peers.name"), or(peer.host, "127.0.0.1"), port(peer.port, "p2p.peers.port")));
        }
        WrittenLog log = w.log == null ? new WrittenLog(null, null) : w.log;
        String level = or(log.level, "INFO").toUpperCase(Locale.ROOT);
        if (!List.of("ERROR", "WARN", "INFO", "DEBUG").contains(level)) {
            throw new ConfigException("log.level is " + level + "; use ERROR, WARN, INFO or DEBUG.");
        }
        int threads = w.tuning == null || w.tuning.verifyThreads == null ? 0 : w.tuning.verifyThreads;
        int batch = w.tuning == null || w.tuning.batchMs == null ? 5 : w.tuning.batchMs;
        return new NodeConfig(
                home,
                need(w.name, "name"),
                here.apply(Path.of(or(w.genesis, "../genesis.json"))),
                here.apply(Path.of(or(w.key, "validator.key"))),
                w.signer == null ? null : here.apply(Path.of(w.signer)),
                new P2p(or(w.p2p.host, "127.0.0.1"), port(w.p2p.port, "p2p.port"), peers),
                rpc(w.rpc, here),
                new Log(level, Boolean.TRUE.equals(log.json)),
                storage(w.storage),
                new Tuning(within(threads, 0, 256, "tuning.verifyThreads"), within(batch, 0, 1_000, "tuning.batchMs")));
    }

    private static Rpc rpc(WrittenRpc w, UnaryOperator<Path> here) {
        return new Rpc(
                or(w.host, "127.0.0.1"),
                port(w.port, "rpc.port"),
                w.allowedOrigins == null ? List.of() : w.allowedOrigins,
                w.allowedHosts == null ? List.of() : w.allowedHosts,
                w.costPerSecond == null
                        ? Rpc.COST_PER_SECOND
                        : within(w.costPerSecond, 0, 1_000_000, "rpc.costPerSecond"),
                w.tokens == null ? null : here.apply(Path.of(w.tokens)));
    }

    private static Storage storage(@Nullable WrittenStorage written) {
        Storage otherwise = Storage.DEFAULT;
        if (written == null) {
            return otherwise;
        }
        int history = written.historyBlocks == null ? otherwise.historyBlocks : written.historyBlocks;
        long keep = written.keepBlocks == null ? Math.max(history, otherwise.keepBlocks) : written.keepBlocks;
        within(history, 64, 1_000_000, "storage.historyBlocks");
        if (keep < history) {
            throw new ConfigException(
                    "node.toml: storage.keepBlocks is " + keep + "; at least storage.historyBlocks, " + history + ".");
        }
        int every = written.snapshotEvery == null
                ? (int) Math.min(keep / 2, otherwise.snapshotEvery)
                : within(written.snapshotEvery, 0, 10_000_000, "storage.snapshotEvery");
        long lag = written.snapshotLag == null ? otherwise.snapshotLag : written.snapshotLag;
        if (2L * every > keep || lag < 1) {
            throw new ConfigException("node.toml: storage.snapshotEvery is " + every
                    + "; at most half of storage.keepBlocks, or who takes a snapshot finds no block after it."
                    + " storage.snapshotLag is at least 1.");
        }
        return new Storage(history, keep, Boolean.TRUE.equals(written.archive), every, lag);
    }

    private static String need(@Nullable String value, String key) {
        if (value == null || value.isBlank()) {
            throw new ConfigException("node.toml: " + key + " is missing.");
        }
        return value;
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    private static int port(@Nullable Integer port, String key) {
        if (port == null) {
            throw new ConfigException("node.toml: " + key + " is missing.");
        }
        return within(port, 0, 65_535, key);
    }

    private static int within(int value, int low, int high, String key) {
        if (value < low || value > high) {
            throw new ConfigException("node.toml: " + key + " must be " + low + ".." + high + ", not " + value + ".");
        }
        return value;
    }

    /** The file's shape; everything may be absent. */
    private record Written(
            @Nullable String name,
            @Nullable String genesis,
            @Nullable String key,
            @Nullable String signer,
            @Nullable WrittenP2p p2p,
            @Nullable WrittenRpc rpc,
            @Nullable WrittenLog log,
            @Nullable WrittenStorage storage,
            @Nullable WrittenTuning tuning) {}

    private record WrittenP2p(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable List<WrittenPeer> peers) {}

    private record WrittenPeer(
            @Nullable String name,
            @Nullable String host,
            @Nullable Integer port) {}

    private record WrittenRpc(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable List<String> allowedOrigins,
            @Nullable List<String> allowedHosts,
            @Nullable Integer costPerSecond,
            @Nullable String tokens) {}

    private record WrittenLog(
            @Nullable String level, @Nullable Boolean json) {}

    private record WrittenStorage(
            @Nullable Integer historyBlocks,
            @Nullable Long keepBlocks,
            @Nullable Boolean archive,
            @Nullable Integer snapshotEvery,
            @Nullable Long snapshotLag) {}

    private record WrittenTuning(
            @Nullable Integer verifyThreads, @Nullable Integer batchMs) {}
}
