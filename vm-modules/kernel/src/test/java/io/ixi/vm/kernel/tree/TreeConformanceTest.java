package io.ixi.vm.kernel.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Frozen roots, nodes and proofs. {@code -Dixi.golden=write} rewrites the file. */
class TreeConformanceTest {
    private static final Path FILE = Path.of("src/test/resources/io/ixi/vm/kernel/tree/tree.golden");

    @Test
    void bytesAreThoseOfTheFile() throws IOException {
        StringBuilder text = new StringBuilder();
        TreeStore store = new TreeStore();
        for (int version = 0; version < 5; version++) {
            NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
            for (int n = 0; n < 1 << (2 * version); n++) {
                Bytes key = TreePropertyTest.key(n);
                boolean gone = version > 2 && n % 3 == 0;
                writes.put(key, gone ? Optional.empty() : Optional.of(TreePropertyTest.key(version * n)));
            }
            TreeUpdate update = store.apply(writes);
            line(text, "root." + version, Bytes.wrap(update.root().toBytes()));
            line(text, "proof.absent." + version, Tree.prove(store, version, TreePropertyTest.key(999)));
            line(text, "proof.one." + version, Tree.prove(store, version, TreePropertyTest.key(1)));
            var last = update.newNodes().lastEntry();
            line(text, "node." + version + "." + last.getKey().hex(), last.getValue());
        }
        if ("write".equals(System.getProperty("ixi.golden"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text.toString());
        }
        assertThat(text.toString()).isEqualTo(Files.readString(FILE));
    }

    private static void line(StringBuilder text, String name, Bytes bytes) {
        text.append(name).append(' ').append(bytes.hex()).append('\n');
    }
}
