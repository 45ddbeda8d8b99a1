package io.ixi.vm.connect.market;

import static io.ixi.vm.connect.market.Town.ARBITER;
import static io.ixi.vm.connect.market.Town.BUYER;
import static io.ixi.vm.connect.market.Town.NOTHING;
import static io.ixi.vm.connect.market.Town.SELLER;
import static io.ixi.vm.connect.market.Town.STRANGER;
import static io.ixi.vm.connect.market.Town.TREASURY;
import static io.ixi.vm.connect.market.Town.details;
import static io.ixi.vm.connect.market.Town.dispute;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.market.proto.AddEvidence;
import io.ixi.vm.connect.market.proto.AppealRuling;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ArbiterQuery;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.DisputeQuery;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.ReputationQuery;
import io.ixi.vm.connect.market.proto.RetireArbiter;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arbiters, the pool, and the clock behind them. */
class DisputeTest {
    private static final long RULE_MS = MarketModule.DEFAULTS.getRuleS() * 1_000;
    private static final long APPEAL_MS = MarketModule.DEFAULTS.getAppealS() * 1_000;

    private final Town town = new Town();

    private void expect(String outcome, int account, Message message) {
        town.expect(outcome, account, message);
    }

    private static Rule rule(ByteString order, int buyerPpm) {
        return Rule.newBuilder().setOrder(order).setBuyerPpm(buyerPpm).build();
    }

    private static PokeOrder poke(ByteString order) {
        return PokeOrder.newBuilder().setOrder(order).build();
    }

    private static AppealRuling appeal(ByteString order) {
        return AppealRuling.newBuilder().setOrder(order).build();
    }

    private static RefundPart refund(ByteString order, long amount) {
        return RefundPart.newBuilder().setOrder(order).setAmount(amount(amount)).build();
    }

    private Dispute of(ByteString order) {
        DisputeQuery query = DisputeQuery.newBuilder().setOrder(order).build();
        return town.chain.ask("market/dispute", query, Dispute.getDefaultInstance());
    }

    private List<Integer> judges(ByteString order) {
        return of(order).getVotesList().stream()
                .map(vote -> Town.number(vote.getArbiter()))
                .toList();
    }

    private Arbiter arbiter(int account) {
        ArbiterQuery query =
                ArbiterQuery.newBuilder().setArbiter(address(account)).build();
        return town.chain.ask("market/arbiter", query, Arbiter.getDefaultInstance());
    }

    private Reputation reputation(int account) {
        ReputationQuery query =
                ReputationQuery.newBuilder().setAccount(address(account)).build();
        return town.chain.ask("market/reputation", query, Reputation.getDefaultInstance());
    }

    @Test
    void aNamedArbiterRulesAndTheRulingStands() {
        town.arbiters();
        ByteString order = town.delivered(details(100_000).setArbiter(address(ARBITER)));
        expect("NOT_FOUND", BUYER, dispute(NOTHING));
        expect("NOT_PARTY", STRANGER, dispute(order));
        expect("TOO_MUCH", BUYER, dispute(order).toBuilder().setCode(256).build());
        AddEvidence evidence = AddEvidence.newBuilder()
                .setOrder(order)
                .setEvidenceHash(hash("letter"))
                .build();
        expect("BAD_STATE", BUYER, evidence);
        expect("BAD_STATE", ARBITER, rule(order, 1));
        expect("BAD_STATE", BUYER, appeal(order));
        expect("OK", BUYER, dispute(order));
        expect("BAD_STATE", BUYER, dispute(order));
        expect("NOT_FOUND", BUYER, evidence.toBuilder().setOrder(NOTHING).build());
        expect("NOT_PARTY", STRANGER, evidence);
        for (int i = 1; i < 16; i++) {
            expect("OK", i % 2 == 0 ? BUYER : SELLER, evidence);
        }
        expect("TOO_MUCH", BUYER, evidence);
        expect("NOT_FOUND", ARBITER, rule(NOTHING, 1));
        expect("NOT_ARBITER", STRANGER, rule(order, 1));
        expect("NOT_ARBITER", ARBITER + 1, rule(order, 1));
        expect("TOO_MUCH", ARBITER, rule(order, 1_000_001));
        expect("ARBITER_BUSY", ARBITER, RetireArbiter.getDefaultInstance());
        expect("BAD_STATE", SELLER, appeal(order));
        expect("OK", ARBITER, rule(order, 400_000));
        expect("NOT_ARBITER", ARBITER, rule(order, 1));
        expect("TIMER_NOT_DUE", BUYER, poke(order));
        expect("NOT_FOUND", BUYER, appeal(NOTHING));
        expect("NOT_PARTY", STRANGER, appeal(order));
        town.chain.pass(APPEAL_MS);
        expect("BAD_STATE", SELLER, appeal(order));
        expect("OK", STRANGER, poke(order));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_RESOLVED);
        // 1,000 to the arbiter; of 99,000 40 % to the buyer, and of the rest 1 % is the fee
        assertThat(town.eur(ARBITER)).isEqualTo(FUNDS + 1_000);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 100_000 + 39_600);
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 59_400 - 594);
        assertThat(town.chain.free(TREASURY, EUR)).isEqualTo(594);
        assertThat(reputation(BUYER).getDisputesLost()).isEqualTo(1);
        Review review = Review.newBuilder()
                .setOrder(order)
                .addAllScores(List.of(1, 1, 1, 1, 1))
                .setTextHash(hash("never again"))
                .build();
        expect("OK", BUYER, review);
        expect("REVIEWED_ALREADY", BUYER, review);
    }

    /** Scenario S4 without instalments: the arbiter is silent, the pool rules. */
    @Test
    void aSilentArbiterPaysAndThePoolRules() {
        town.arbiters();
        ByteString order = town.disputed(details(100_001).setArbiter(address(ARBITER)), true);
        town.chain.pass(RULE_MS);
        expect("OK", STRANGER, poke(order));
        assertThat(arbiter(ARBITER).getSilent()).isEqualTo(1);
        assertThat(arbiter(ARBITER).getBond()).isEqualTo(amount(900_000_000));
        assertThat(town.chain.free(TREASURY, "")).isEqualTo(100_000_000);
        List<Integer> judges = judges(order);
        assertThat(judges).hasSize(3).doesNotHaveDuplicates().doesNotContain(ARBITER, BUYER, SELLER);
        expect("NOT_ARBITER", ARBITER, rule(order, 0));
        expect("OK", judges.get(0), rule(order, 400_000));
        expect("NOT_ARBITER", judges.get(0), rule(order, 400_000));
        expect("OK", judges.get(1), rule(order, 0));
        expect("BAD_STATE", BUYER, appeal(order));
        expect("OK", judges.get(2), rule(order, 900_000));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_RESOLVED);
        expect("BAD_STATE", judges.get(2), rule(order, 900_000));
        expect("BAD_STATE", STRANGER, poke(order));
        // 1,000 to three arbiters: 333, 333, 334; of 99,001 40 % is 39,600; 1 % of 59,401 is 594
        assertThat(List.of(town.eur(judges.get(0)), town.eur(judges.get(1)), town.eur(judges.get(2))))
                .containsExactly(FUNDS + 333, FUNDS + 333, FUNDS + 334);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 100_001 + 39_600);
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 59_401 - 594);
    }

    @Test
    void aRulingIsAppealedToThePoolWhoseMajorityOfTimeCounts() {
        town.arbiters();
        ByteString order = town.disputed(details(1_000).setArbiter(address(ARBITER)), true);
        expect("OK", ARBITER, rule(order, 1_000_000));
        expect("OK", SELLER, appeal(order));
        List<Integer> judges = judges(order);
        expect("OK", judges.get(1), rule(order, 0));
        expect("TIMER_NOT_DUE", STRANGER, poke(order));
        town.chain.pass(RULE_MS);
        expect("OK", STRANGER, poke(order));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_RESOLVED);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 1_000);
        assertThat(arbiter(judges.get(0)).getSilent()).isEqualTo(1);
        assertThat(arbiter(judges.get(1)).getRuled()).isEqualTo(1);
        assertThat(town.eur(judges.get(1))).isEqualTo(FUNDS + 10);
        expect("OK", judges.get(0), RetireArbiter.getDefaultInstance());
    }

    @Test
    void withoutAnyArbiterTheClockDecides() {
        ByteString nothing = town.disputed(details(1_001), false);
        assertThat(judges(nothing)).isEmpty();
        ByteString something = town.disputed(details(1_001), true);
        expect("TIMER_NOT_DUE", BUYER, poke(nothing));
        town.chain.pass(RULE_MS);
        expect("OK", BUYER, poke(nothing));
        assertThat(town.eur(BUYER)).as("all back").isEqualTo(FUNDS - 1_001);
        assertThat(reputation(SELLER).getDisputesLost()).isEqualTo(1);
        expect("OK", BUYER, poke(something));
        assertThat(town.eur(BUYER)).as("half").isEqualTo(FUNDS - 501);
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 501 - 5);
    }

    @Test
    void allOfThePoolMayBeSilent() {
        town.arbiters();
        ByteString order = town.disputed(details(1_000), false);
        assertThat(judges(order)).hasSize(3);
        town.chain.pass(RULE_MS);
        expect("OK", BUYER, poke(order));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS);
        assertThat(town.chain.free(TREASURY, "")).isEqualTo(300_000_000);
    }

    @Test
    void theSellerMayGiveInAtAnyTime() {
        town.arbiters();
        ByteString order = town.disputed(details(1_000), true);
        List<Integer> judges = judges(order);
        expect("OK", SELLER, refund(order, 100));
        expect("OK", judges.get(0), rule(order, 0));
        expect("OK", SELLER, refund(order, 900));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_CANCELLED);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS);
        expect("OK", judges.get(1), RetireArbiter.getDefaultInstance());
    }

    @Test
    void arbitersComeAndGo() {
        RegisterArbiter register = RegisterArbiter.getDefaultInstance();
        expect("NOT_FOUND", ARBITER, RetireArbiter.getDefaultInstance());
        town.arbiters();
        expect("ARBITER_BUSY", ARBITER, register);
        ByteString listing = town.listed(details(5).setArbiter(address(ARBITER)));
        expect("OK", ARBITER, RetireArbiter.getDefaultInstance());
        expect("OK", ARBITER + 3, RetireArbiter.getDefaultInstance());
        assertThat(town.chain.free(ARBITER, "")).isGreaterThan(FUNDS - 10_000_000);
        expect("OK", ARBITER, register);
        expect("OK", ARBITER, RetireArbiter.getDefaultInstance());
        ByteString order = town.placed(BUYER, Town.order(listing, 1));
        expect("OK", SELLER, Town.accept(order));
        expect("OK", SELLER, dispute(order));
        assertThat(of(order).getPool()).as("the named one is gone").isTrue();
        town.chain.run(Town.POOR, send("", SELLER, FUNDS - 100_000_000));
        expect("INSUFFICIENT_FREE", Town.POOR, register);
    }
}
