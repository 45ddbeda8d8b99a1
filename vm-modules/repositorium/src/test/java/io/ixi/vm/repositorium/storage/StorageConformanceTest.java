package io.ixi.vm.repositorium.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.GasTable;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, gas, other machines. */
class StorageConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/repositorium/storage/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/repositorium/storage.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        Farm farm = new Farm();
        Golden golden = new Golden(GOLDEN).module(farm.chain.executor.registry(), "repo");
        farm.providers(3);
        ByteString blob = farm.stored(Farm.blob(3).build());
        farm.epoch();
        farm.expect("OK", Farm.P, farm.proof(Farm.P));
        farm.fail(Farm.P + 1);
        golden.put(
                        "proof",
                        io.ixi.consensus.types.Hash.sha256(farm.known(blob).toByteArray())
                                .hex())
                .check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(new Farm().chain.executor.registry(), "repo", README);
        readme.check(StorageModule.DEFAULTS);
        assertThat(readme.untried(StorageTest.class, SpaceTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        Farm farm = new Farm();
        farm.providers(6);
        assertThat(new Fuzz(farm.chain, "repo", "", "http://a").run()).containsKeys("RegisterProvider");
    }

    /** {@code -Dixi.gas=true} prints the time of the dearest messages against their gas. */
    @Test
    void proofsCostWhatTheySay() {
        Farm farm = new Farm();
        farm.providers(6);
        GasTable table = new GasTable();
        for (int i = 0; i < (Boolean.getBoolean("ixi.gas") ? 40 : 2); i++) {
            ByteString blob =
                    farm.stored(Farm.blob(6).setDataShards(4).setSize(8_000).build());
            farm.epoch();
            for (int p = Farm.P; p < Farm.P + 6; p++) {
                assertThat(table.run(farm.chain, p, farm.proof(p)).succeeded()).isTrue();
            }
            assertThat(farm.known(blob).getBlob().getCertified()).isTrue();
        }
        table.print();
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(StorageTest.class, SpaceTest.class);
    }
}
