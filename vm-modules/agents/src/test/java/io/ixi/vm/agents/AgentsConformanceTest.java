package io.ixi.vm.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class AgentsConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/agents/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/agents/agents.golden");
    private static final int MODULE = 7;

    private static ByteString granted(AgentChain chain) {
        return chain.event(
                        MandateGranted.class,
                        AgentChain.OWNER,
                        GrantMandate.newBuilder()
                                .setGrantee(AgentChain.address(AgentChain.AGENT))
                                .setLimits(AgentChain.limits())
                                .build())
                .getMandate();
    }

    @Test
    void bytesAreThoseOfTheFile() {
        AgentChain chain = new AgentChain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "agents");
        golden.put("state.0", chain.digest(MODULE).hex());
        ByteString id = granted(chain);
        golden.put("state.1", chain.digest(MODULE).hex());
        assertThat(chain.acts(id, AgentChain.send("EUR", AgentChain.SELLER, 100)))
                .isEqualTo("OK");
        golden.put("state.2", chain.digest(MODULE).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(new AgentChain().executor.registry(), "agents", README);
        readme.check(AgentsModule.DEFAULTS);
        assertThat(readme.untried(AgentsTest.class, AgentsRegisterTest.class, AgentsIntentTest.class))
                .isEmpty();
    }

    /** Every message of every module, a third of them under mandates. */
    @Test
    void anyBytesAreATransactionOrARefusal() {
        AgentChain chain = new AgentChain();
        ByteString mandate = granted(chain);
        granted(chain);
        Fuzz fuzz = new Fuzz(chain, "", "", "ixi", "EUR", "order.create", "GOLD")
                .drafted((random, sender, message, ids) -> draft(chain, mandate, random, sender, message, ids));
        assertThat(fuzz.run()).containsKeys("RemoveMandate", "RevokeAll", "Send", "Do");
    }

    private static Draft draft(
            AgentChain chain, ByteString first, Random random, int sender, TypedMessage message, List<ByteString> ids) {
        if (random.nextInt(3) > 0) {
            return chain.draft(sender).with(body -> body.addMessages(message));
        }
        ByteString mandate = ids.isEmpty() || random.nextBoolean() ? first : ids.get(random.nextInt(ids.size()));
        return chain.draft(AgentChain.AGENT)
                .with(body -> body.setMandate(mandate)
                        .addMessages(message.toBuilder().setSigner(AgentChain.address(AgentChain.OWNER))));
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(AgentsTest.class, AgentsRegisterTest.class, AgentsIntentTest.class);
    }
}
