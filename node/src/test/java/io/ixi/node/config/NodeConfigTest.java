package io.ixi.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
    private static final Path HOME = Path.of("net", "alice");
    private static final String TOML = """
        name = "alice"
        [p2p]
        port = 7001
        [[p2p.peers]]
        name = "bob"
        port = 7002
        [rpc]
        port = 7101
        """;

    @Test
    void readsWhatIsWrittenAndFillsInTheRest() {
        NodeConfig config = NodeConfig.parse(HOME, TOML, Map.of());
        assertThat(config.name()).isEqualTo("alice");
        assertThat(config.genesis()).isEqualTo(Path.of("net", "genesis.json"));
        assertThat(config.key()).isEqualTo(HOME.resolve("validator.key"));
        assertThat(config.p2p().peers()).containsExactly(new NodeConfig.Peer("bob", "127.0.0.1", 7002));
        assertThat(config.rpc()).isEqualTo(new NodeConfig.Rpc("127.0.0.1", 7101, java.util.List.of()));
        assertThat(config.log().level()).isEqualTo("INFO");
    }

    @Test
    void whatItWritesItReadsBack() {
        NodeConfig config = NodeConfig.parse(HOME.toAbsolutePath(), TOML, Map.of());
        assertThat(NodeConfig.parse(HOME.toAbsolutePath(), config.toToml(), Map.of()))
                .isEqualTo(config);
    }

    @Test
    void theEnvironmentWins() {
        NodeConfig config = NodeConfig.parse(
                HOME, TOML, Map.of("IXI_RPC_PORT", "9", "IXI_STORAGE_HISTORY_BLOCKS", "100", "IXI_LOG_LEVEL", "debug"));
        assertThat(config.rpc().port()).isEqualTo(9);
        assertThat(config.storage().historyBlocks()).isEqualTo(100);
        assertThat(config.log().level()).isEqualTo("DEBUG");
    }

    @Test
    void howMuchOfThePastIsKeptIsAChoice() {
        assertThat(NodeConfig.parse(HOME, TOML, Map.of()).storage())
                .isEqualTo(new NodeConfig.Storage(1_024, 100_000, false, 10_000, 20_000));
        assertThat(NodeConfig.parse(HOME, TOML + "[storage]\narchive = true\n", Map.of())
                        .storage()
                        .archive())
                .isTrue();
        assertThat(NodeConfig.parse(
                                HOME, TOML, Map.of("IXI_STORAGE_KEEP_BLOCKS", "5000", "IXI_STORAGE_ARCHIVE", "true"))
                        .storage())
                .isEqualTo(new NodeConfig.Storage(1_024, 5_000, true, 2_500, 20_000));
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML + "[storage]\nkeepBlocks = 100\n", Map.of()))
                .hasMessageContaining("at least storage.historyBlocks");
    }

    @Test
    void refusesWhatItDoesNotKnowAndSaysWhich() {
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML + "prot = 1\n", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prot");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML.replace("7101", "70000"), Map.of()))
                .hasMessageContaining("rpc.port must be 0..65535");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML + "[log]\njason = true\n", Map.of()))
                .hasMessageContaining("log.jason is not a setting");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML, Map.of("IXI_RPC_PROT", "1")))
                .hasMessageContaining("rpc.prot is not a setting");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML, Map.of("IXI_RPC_PORT", "seven")))
                .hasMessageContaining("rpc.port must be a whole number, not \"seven\"");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML.replace("\"bob\"", "7"), Map.of()))
                .hasMessageContaining("p2p.peers.name must be a text in quotes");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, TOML + "[tuning]\nbatchMs = 1.5\n", Map.of()))
                .hasMessageContaining("tuning.batchMs must be a whole number");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, "name = \"x\"\np2p = 1\n[rpc]\nport = 1\n", Map.of()))
                .hasMessageContaining("p2p must be a table");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, "name = \"x\"", Map.of()))
                .hasMessageContaining("[p2p]");
        assertThatThrownBy(() -> NodeConfig.parse(HOME, "name = = 3", Map.of())).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> NodeConfig.load(Path.of("no-such-home"), Map.of()))
                .hasMessageContaining("no node.toml");
    }
}
