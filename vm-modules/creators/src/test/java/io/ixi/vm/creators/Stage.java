package io.ixi.vm.creators;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.creators.proto.AccessQuery;
import io.ixi.vm.creators.proto.AccessResult;
import io.ixi.vm.creators.proto.CreatePlan;
import io.ixi.vm.creators.proto.MineQuery;
import io.ixi.vm.creators.proto.MineResult;
import io.ixi.vm.creators.proto.PlanChanged;
import io.ixi.vm.creators.proto.PlanTerms;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.creators.proto.SubscriptionInfo;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.testkit.MemoryChain;
import java.util.List;

/** A chain with creators, and people who like them. */
final class Stage {
    static final int CREATOR = 0;
    static final int FAN = 1;
    static final int OTHER = 2;
    static final int POOR = 3;
    static final long HOUR = 3_600_000;
    static final Address TREASURY = Address.ofModule(99);
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    final MemoryChain chain =
            new MemoryChain(10, economy -> List.of(new CreatorsModule(economy.money(), economy.scheduler(), TREASURY)));

    void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    /** An hour for so much, with ten minutes of grace. */
    static PlanTerms.Builder terms(long price) {
        return PlanTerms.newBuilder()
                .setPrice(amount(price))
                .setPeriodS(3_600)
                .setGraceS(600)
                .setContentHash(hash("songs"));
    }

    static CreatePlan plan(PlanTerms.Builder terms) {
        return CreatePlan.newBuilder().setAsset(EUR).setTerms(terms).build();
    }

    ByteString planned(PlanTerms.Builder terms) {
        return chain.event(PlanChanged.class, CREATOR, plan(terms)).getPlan();
    }

    static Subscribe subscribe(ByteString plan, long cap) {
        return Subscribe.newBuilder()
                .setPlan(plan)
                .setPriceCap(amount(cap))
                .setAuto(true)
                .build();
    }

    AccessResult access(ByteString content, int account) {
        AccessQuery query = AccessQuery.newBuilder()
                .setContent(content)
                .setAccount(address(account))
                .build();
        return chain.ask("creators/access", query, AccessResult.getDefaultInstance());
    }

    /** The account's only subscription. */
    SubscriptionInfo mine(int account) {
        MineQuery query = MineQuery.newBuilder().setAccount(address(account)).build();
        return chain.ask("creators/mine", query, MineResult.getDefaultInstance())
                .getSubscriptions(0);
    }

    long eur(int account) {
        return chain.free(account, EUR);
    }

    static Gate rich(long eur) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAsset(EUR).setAmount(amount(eur)))))
                .build();
    }

    /** Whether so little of "ixi" is too little for the message's deposit. */
    void poor(Message message) {
        chain.run(CREATOR, send("", POOR, 100_000_000));
        chain.drainFor(POOR, message);
        expect("DEPOSIT", POOR, message);
    }

    /** Leaves an account with this much EUR. */
    void spend(int account, long left) {
        chain.run(account, send(EUR, CREATOR, eur(account) - left));
    }
}
