package io.ixi.vm.ssi;

import static io.ixi.vm.ssi.SsiTest.ALICE;
import static io.ixi.vm.ssi.SsiTest.AUTHORITY;
import static io.ixi.vm.ssi.SsiTest.BOB;
import static io.ixi.vm.ssi.SsiTest.DAY;
import static io.ixi.vm.ssi.SsiTest.STRANGER;
import static io.ixi.vm.ssi.SsiTest.define;
import static io.ixi.vm.ssi.SsiTest.defined;
import static io.ixi.vm.testkit.MemoryChain.account;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.ssi.Chains.Tree;
import io.ixi.vm.ssi.proto.BatchIssued;
import io.ixi.vm.ssi.proto.CloseBatch;
import io.ixi.vm.ssi.proto.CredentialActive;
import io.ixi.vm.ssi.proto.IssueBatch;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch at the cap. Apart from the others: an interpreter alone needs minutes to hash its leaves. */
class LargestBatchTest {
    private final MemoryChain chain = Chains.chain();

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    private ByteString issued(IssueBatch.Builder batch) {
        return chain.event(BatchIssued.class, AUTHORITY, batch.build()).getBatch();
    }

    @Test
    void theLargestBatchIsClaimedAtBothEnds() {
        ByteString type = defined(chain, define(Kind.KIND_DIPLOMA));
        int count = BatchHandlers.MAX_COUNT;
        List<Address> subjects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subjects.add(i == count - 1 ? account(BOB) : account(ALICE));
        }
        Tree tree = new Tree(subjects);
        ByteString batch = issued(SsiListsTest.issue(type, tree, count).setUntilMs(chain.now() + DAY));
        expect("OK", ALICE, tree.claim(batch, 0).build());
        expect("DUPLICATE", ALICE, tree.claim(batch, 1).build());
        ByteString last = chain.event(
                        CredentialActive.class,
                        BOB,
                        tree.claim(batch, count - 1).build())
                .getCredential();
        expect("OK", AUTHORITY, Revoke.newBuilder().setCredential(last).build());
        assertThat(SsiListsTest.bit(chain, AUTHORITY, Purpose.PURPOSE_REVOCATION, 0, count - 1))
                .isTrue();
        issued(SsiListsTest.issue(type, tree, count).setUntilMs(chain.now() + DAY));
        CloseBatch close = CloseBatch.newBuilder().setBatch(batch).build();
        expect("NOT_OWNER", STRANGER, close);
        chain.pass(DAY);
        expect("BAD_STATE", BOB, tree.claim(batch, 2).build());
        long before = chain.free(STRANGER, "");
        long fee = chain.run(STRANGER, close).fee().toBigInteger().longValueExact();
        assertThat(chain.free(STRANGER, "") - before + fee)
                .as("a tenth of a deposit of 37 KB")
                .isGreaterThan(300_000);
        expect("NOT_FOUND", STRANGER, close);
    }
}
