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
    private static final String LOOPBACK = "127.0.0.1";

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
        try {
            ObjectNode tree = (ObjectNode) new TomlMapper().readTree(toml);
            override(tree, environment);
            return read(home, new Section(tree, ""));
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

    private static NodeConfig read(Path home, Section file) {
        UnaryOperator<Path> here = p -> home.resolve(p).normalize();
        Section p2p = file.section("p2p");
        Section rpc = file.section("rpc");
        if (p2p == null || rpc == null) {
            throw new ConfigException("node.toml needs the sections [p2p] and [rpc], each with a port.");
        }
        String signer = file.text("signer");
        NodeConfig config = new NodeConfig(
                home,
                file.needText("name"),
                here.apply(Path.of(file.text("genesis", "../genesis.json"))),
                here.apply(Path.of(file.text("key", "validator.key"))),
                signer == null ? null : here.apply(Path.of(signer)),
                p2p(p2p),
                rpc(rpc, here),
                log(file.sectionOrEmpty("log")),
                storage(file.sectionOrEmpty("storage")),
                tuning(file.sectionOrEmpty("tuning")));
        file.end();
        return config;
    }

    private static P2p p2p(Section section) {
        List<Peer> peers = new ArrayList<>();
        for (Section peer : section.sections("peers")) {
            peers.add(new Peer(peer.needText("name"), peer.text("host", LOOPBACK), peer.port("port")));
            peer.end();
        }
        P2p p2p = new P2p(section.text("host", LOOPBACK), section.port("port"), peers);
        section.end();
        return p2p;
    }

    private static Rpc rpc(Section section, UnaryOperator<Path> here) {
        String tokens = section.text("tokens");
        Rpc rpc = new Rpc(
                section.text("host", LOOPBACK),
                section.port("port"),
                section.texts("allowedOrigins"),
                section.texts("allowedHosts"),
                section.integer("costPerSecond", Rpc.COST_PER_SECOND, 0, 1_000_000),
                tokens == null ? null : here.apply(Path.of(tokens)));
        section.end();
        return rpc;
    }

    private static Log log(Section section) {
        String level = section.text("level", "INFO").toUpperCase(Locale.ROOT);
        if (!List.of("ERROR", "WARN", "INFO", "DEBUG").contains(level)) {
            throw new ConfigException("log.level is " + level + "; use ERROR, WARN, INFO or DEBUG.");
        }
        Log log = new Log(level, section.flag("json"));
        section.end();
        return log;
    }

    private static Tuning tuning(Section section) {
        Tuning tuning =
                new Tuning(section.integer("verifyThreads", 0, 0, 256), section.integer("batchMs", 5, 0, 1_000));
        section.end();
        return tuning;
    }

    private static Storage storage(Section section) {
        Storage otherwise = Storage.DEFAULT;
        int history = section.integer("historyBlocks", otherwise.historyBlocks, 64, 1_000_000);
        long keep = section.integer("keepBlocks", Math.max(history, otherwise.keepBlocks), 0, Long.MAX_VALUE);
        if (keep < history) {
            throw new ConfigException(
                    "node.toml: storage.keepBlocks is " + keep + "; at least storage.historyBlocks, " + history + ".");
        }
        int usual = (int) Math.min(keep / 2, otherwise.snapshotEvery);
        int every = section.integer("snapshotEvery", usual, 0, 10_000_000);
        long lag = section.integer("snapshotLag", otherwise.snapshotLag, 1, Long.MAX_VALUE);
        if (2L * every > keep) {
            throw new ConfigException("node.toml: storage.snapshotEvery is " + every
                    + "; at most half of storage.keepBlocks, or who takes a snapshot finds no block after it.");
        }
        Storage storage = new Storage(history, keep, section.flag("archive"), every, lag);
        section.end();
        return storage;
    }
}
