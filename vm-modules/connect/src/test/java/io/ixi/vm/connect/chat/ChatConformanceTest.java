package io.ixi.vm.connect.chat;

import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.GroupChanged;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import io.ixi.vm.testkit.MemoryChain;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class ChatConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/connect/chat/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/connect/chat.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = ChatTest.chain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "chat");
        ByteString group = chain.event(
                        GroupChanged.class,
                        ChatTest.ALICE,
                        CreateGroup.newBuilder().setCommitHash(hash("start")).build())
                .getGroup();
        golden.put("state.1", chain.digest(9).hex());
        Commit commit =
                Commit.newBuilder().setGroup(group).setCommitHash(hash("a")).build();
        assertThat(chain.outcome(ChatTest.ALICE, commit)).isEqualTo("OK");
        golden.put("state.2", chain.digest(9).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(ChatTest.chain().executor.registry(), "chat", README);
        readme.check(ChatModule.DEFAULTS);
        assertThat(readme.untried(ChatTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(ChatTest.chain(), "chat", "", "EUR", "GOLD").run())
                .containsKeys("SetInbox", "CreateGroup", "RequestContact");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(ChatTest.class);
    }
}
