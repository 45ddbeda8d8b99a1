package io.ixi.vm.agents;

import static io.ixi.vm.agents.AgentChain.AGENT;
import static io.ixi.vm.agents.AgentChain.FUNDS;
import static io.ixi.vm.agents.AgentChain.OWNER;
import static io.ixi.vm.agents.AgentChain.SELLER;
import static io.ixi.vm.agents.AgentChain.START_MS;
import static io.ixi.vm.agents.AgentChain.STRANGER;
import static io.ixi.vm.agents.AgentChain.amount;
import static io.ixi.vm.agents.AgentChain.limits;
import static io.ixi.vm.agents.AgentChain.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.ApprovalNeeded;
import io.ixi.vm.agents.proto.Approve;
import io.ixi.vm.agents.proto.Constraint;
import io.ixi.vm.agents.proto.DebtCap;
import io.ixi.vm.agents.proto.Decline;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.agents.proto.MandateQuery;
import io.ixi.vm.agents.proto.MandateStatus;
import io.ixi.vm.agents.proto.MandatesQuery;
import io.ixi.vm.agents.proto.MandatesResult;
import io.ixi.vm.agents.proto.NarrowMandate;
import io.ixi.vm.agents.proto.OrderLeft;
import io.ixi.vm.agents.proto.Propose;
import io.ixi.vm.agents.proto.RemoveMandate;
import io.ixi.vm.agents.proto.RevokeAll;
import io.ixi.vm.agents.proto.RevokeMandate;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents on a leash: what they may not do does not happen, whatever they say. */
class AgentsTest {
    private final AgentChain chain = new AgentChain();

    private static GrantMandate.Builder grant(Limits.Builder limits) {
        return GrantMandate.newBuilder().setGrantee(AgentChain.address(AGENT)).setLimits(limits);
    }

    private ByteString granted(Limits.Builder limits) {
        Receipt receipt = chain.run(OWNER, grant(limits).build());
        assertThat(chain.name(receipt)).isEqualTo("OK");
        return ((MandateGranted) receipt.events().getLast().body()).getMandate();
    }

    private Mandate mandate(ByteString id) {
        return chain.ask(
                "agents/mandate", MandateQuery.newBuilder().setMandate(id).build(), Mandate.getDefaultInstance());
    }

    private static Message order(long amount, int ref) {
        return Shop.message(Shop.ORDER, AgentChain.account(SELLER), amount, ref);
    }

    private static Message shop(int op, long amount, int ref) {
        return Shop.message(op, AgentChain.account(SELLER), amount, ref);
    }

    private void acts(String outcome, ByteString mandate, Message... messages) {
        assertThat(chain.acts(mandate, messages)).isEqualTo(outcome);
        chain.executor.audit(chain.state);
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
    }

    @Test
    void anAgentSpendsWithinItsBudgetAndNoUnitMore() {
        ByteString id = granted(limits());
        acts("OK", id, send("EUR", SELLER, 120));
        acts("BUDGET", id, send("EUR", SELLER, 120));
        acts("OK", id, send("EUR", SELLER, 80));
        acts("BUDGET", id, send("EUR", SELLER, 1));
        assertThat(chain.free(OWNER, "EUR")).isEqualTo(FUNDS - 200);
        Mandate used = mandate(id);
        assertThat(used.getUses()).isEqualTo(2);
        assertThat(used.getFailures()).isEqualTo(2);
        chain.pass(3_600_000);
        acts("OK", id, send("EUR", SELLER, 150));
        acts("BUDGET", id, send("EUR", SELLER, 51));
        acts("OK", id, send("EUR", SELLER, 50));
    }

    @Test
    void twoTransactionsInOneBlockDoNotShareABudget() {
        ByteString id = granted(limits());
        Tx first = chain.decode(chain.mandated(id, send("EUR", SELLER, 120)));
        Tx second = chain.decode(
                chain.mandated(id, send("EUR", SELLER, 121)).with(body -> body.setSequence(first.sequence() + 1)));
        List<Receipt> receipts = chain.block(first, second).receipts();
        assertThat(receipts).extracting(chain::name).containsExactly("OK", "BUDGET");
        assertThatThrownBy(() -> chain.block(first)).hasStackTraceContaining("BAD_SEQ");
    }

    @Test
    void severalMessagesAreMeasuredTogether() {
        ByteString id = granted(limits());
        acts("BUDGET", id, send("EUR", SELLER, 80), send("EUR", SELLER, 71));
        acts("OK", id, send("EUR", SELLER, 80), send("EUR", SELLER, 70));
        assertThat(chain.free(SELLER, "EUR")).isEqualTo(FUNDS + 150);
    }

    @Test
    void nothingLeavesInAssetsWithoutBudget() {
        ByteString id = granted(Limits.newBuilder()
                .addRules(Rule.newBuilder().setType(AgentChain.SEND_TYPE))
                .setUntilMs(START_MS + 86_400_000));
        acts("BUDGET", id, send("EUR", SELLER, 1));
        acts("BUDGET", id, send("", SELLER, 1));
        acts("OK", id, send("EUR", OWNER, 1));
    }

    @Test
    void onlyPayeesReceive() {
        ByteString id = granted(limits());
        acts("PAYEE", id, send("EUR", STRANGER, 1));
        acts("PAYEE", id, send("EUR", AGENT, 1));
        acts("PAYEE", id, Shop.message(Shop.ORDER, AgentChain.account(STRANGER), 10, 1));
        acts("OK", id, send("EUR", SELLER, 1));
        assertThat(chain.free(STRANGER, "EUR")).isEqualTo(FUNDS);
    }

    @Test
    void whoeverPassesTheGateReceives() {
        Gate rich = Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAmount(amount(FUNDS)))))
                .build();
        ByteString id = granted(limits().setPayeeGate(rich));
        chain.run(STRANGER, send("", SELLER, 1));
        acts("PAYEE", id, send("EUR", STRANGER, 1));
        acts("OK", id, send("EUR", 4, 1));
    }

    @Test
    void rulesSayWhichMessagesAndFields() {
        Constraint small =
                Constraint.newBuilder().setField(3).setMax(amount(10)).build();
        Constraint euro = Constraint.newBuilder()
                .setField(2)
                .addOneOf(ByteString.copyFromUtf8("EUR"))
                .build();
        ByteString id = granted(limits().clearRules()
                .addRules(Rule.newBuilder()
                        .setType(AgentChain.SEND_TYPE)
                        .addConstraints(small)
                        .addConstraints(euro)));
        acts("NO_RULE", id, send("EUR", SELLER, 11));
        acts("NO_RULE", id, send("", SELLER, 1));
        acts("NO_RULE", id, Burn.newBuilder().setAmount(amount(1)).build());
        acts("NO_RULE", id, order(1, 1));
        acts("OK", id, send("EUR", SELLER, 10));
    }

    @Test
    void noMandateCoversWhatControlsAnAccount() {
        ByteString id = granted(limits().addRules(Rule.newBuilder().setType(258))
                .addRules(Rule.newBuilder().setType(1793)));
        acts("DENYLIST", id, AddKey.newBuilder().setScheme(1).setWeight(1).build());
        acts("DENYLIST", id, grant(limits()).build());
    }

    @Test
    void aMandateIsForItsAgentAndItsTime() {
        ByteString id = granted(limits().setMaxUses(1));
        Draft foreign = chain.draft(STRANGER, send("EUR", SELLER, 1))
                .with(body -> body.setMandate(id)
                        .setMessages(0, Draft.typed(send("EUR", SELLER, 1), AgentChain.account(OWNER))));
        assertThat(chain.acts(foreign)).isEqualTo("EXPIRED");
        Draft another = chain.draft(AGENT, send("EUR", SELLER, 1))
                .with(body -> body.setMandate(id)
                        .setMessages(0, Draft.typed(send("EUR", SELLER, 1), AgentChain.account(STRANGER))));
        assertThat(chain.acts(another)).isEqualTo("NOT_SIGNED");
        acts("EXPIRED", ByteString.copyFrom(new byte[20]), send("EUR", SELLER, 1));
        acts("OK", id, send("EUR", SELLER, 1));
        acts("EXPIRED", id, send("EUR", SELLER, 1));
        ByteString later = granted(limits());
        chain.pass(86_400_000);
        acts("EXPIRED", later, send("EUR", SELLER, 1));
    }

    @Test
    void aMandateThatBeginsLaterWaits() {
        Receipt receipt =
                chain.run(OWNER, grant(limits()).setFromMs(START_MS + 60_000).build());
        ByteString id = ((MandateGranted) receipt.events().getLast().body()).getMandate();
        acts("EXPIRED", id, send("EUR", SELLER, 1));
        chain.pass(60_000);
        acts("OK", id, send("EUR", SELLER, 1));
    }

    @Test
    void anAgentsOwnMessagesAreItsOwnBusiness() {
        ByteString id = granted(limits());
        Draft mixed = chain.draft(AGENT, send("EUR", SELLER, 5), send("EUR", STRANGER, 1_000))
                .with(body -> body.setMandate(id)
                        .setMessages(0, Draft.typed(send("EUR", SELLER, 5), AgentChain.account(OWNER))));
        assertThat(chain.name(chain.block(chain.decode(mixed)).receipts().getFirst()))
                .isEqualTo("PAYEE");
        assertThat(chain.outcome(AGENT, send("EUR", STRANGER, 1_000))).isEqualTo("OK");
    }

    @Test
    void whatIsLockedCountsAndComesBackInThePeriod() {
        ByteString id = granted(limits());
        acts("OK", id, order(150, 1));
        acts("BUDGET", id, order(60, 2));
        acts("OK", id, shop(Shop.CANCEL, 150, 1));
        acts("OK", id, order(190, 2));
        chain.pass(3_600_000);
        acts("OK", id, shop(Shop.CANCEL, 190, 2));
        acts("OK", id, order(200, 3));
        acts("BUDGET", id, order(1, 4));
        assertThat(mandate(id).getSpentList().getFirst().getTotal()).isEqualTo(amount(390));
    }

    @Test
    void aNewOrderPaidOutAtOnceCountsOnce() {
        ByteString id = granted(limits());
        acts("OK", id, order(200, 1), shop(Shop.DELIVER, 200, 1));
        assertThat(mandate(id).getSpentList().getFirst().getInPeriod()).isEqualTo(amount(200));
        acts("BUDGET", id, order(1, 2));
    }

    @Test
    void theOwnersOwnOrdersAreNotTheAgentsToPayOut() {
        chain.run(OWNER, order(500, 9));
        ByteString id = granted(limits());
        acts("BUDGET", id, shop(Shop.DELIVER, 201, 9));
        acts("BUDGET", id, shop(Shop.DELIVER, 101, 9), order(100, 1));
        acts("OK", id, shop(Shop.DELIVER, 100, 9), order(100, 1));
    }

    @Test
    void deliveredMoneyStaysSpent() {
        ByteString id = granted(limits());
        acts("OK", id, order(150, 1));
        chain.run(OWNER, shop(Shop.DELIVER, 100, 1));
        acts("OK", id, shop(Shop.CANCEL, 50, 1));
        assertThat(mandate(id).getSpentList().getFirst().getInPeriod()).isEqualTo(amount(100));
        acts("BUDGET", id, order(101, 2));
        acts("OK", id, order(100, 2));
    }

    @Test
    void newDebtHasItsOwnCap() {
        ByteString id = granted(
                limits().addDebtCaps(DebtCap.newBuilder().setAsset("ixi").setAmount(amount(300))));
        acts("OK", id, shop(Shop.BORROW, 200, 1));
        acts("DEBT_CAP", id, shop(Shop.BORROW, 101, 1));
        acts("OK", id, shop(Shop.BORROW, 100, 1));
        ByteString none = granted(limits());
        acts("DEBT_CAP", none, shop(Shop.BORROW, 1, 1));
    }

    @Test
    void theKillSwitchEndsMandatesAndCallsOrdersOff() {
        ByteString id = granted(limits());
        acts("OK", id, order(60, 1), order(50, 2));
        acts("OK", id, order(10, Shop.FINAL));
        chain.run(OWNER, order(70, 5));
        long before = chain.free(OWNER, "");
        Receipt receipt =
                chain.run(OWNER, RevokeAll.newBuilder().setCancelOpen(true).build());
        assertThat(chain.name(receipt)).isEqualTo("OK");
        long fee = receipt.fee().toBigInteger().longValueExact();
        assertThat(chain.free(OWNER, "")).isEqualTo(before - fee + 110);
        assertThat(receipt.events())
                .filteredOn(event -> event.body() instanceof OrderLeft)
                .hasSize(1);
        acts("EXPIRED", id, send("EUR", SELLER, 1));
        assertThat(mandate(id).getStatus()).isEqualTo(MandateStatus.MANDATE_REVOKED);
        expect("OK", OWNER, RevokeAll.getDefaultInstance());
    }

    @Test
    void thereIsAnEndToOpenOrders() {
        ByteString id = granted(limits());
        for (int i = 20; i < 84; i++) {
            acts("OK", id, order(1, i));
        }
        acts("TOO_MANY", id, order(1, 84));
        acts("OK", id, shop(Shop.CANCEL, 1, 20));
        acts("OK", id, order(1, 84));
    }

    private ByteString proposed(ByteString mandate, Message... messages) {
        Propose.Builder propose = Propose.newBuilder().setMandate(mandate).setUntilMs(START_MS + 3_600_000);
        for (Message message : messages) {
            propose.addMessages(Draft.typed(message));
        }
        Receipt receipt = chain.run(AGENT, propose.build());
        assertThat(chain.name(receipt)).isEqualTo("OK");
        return ((ApprovalNeeded) receipt.events().getLast().body()).getProposal();
    }

    private Limits.Builder confirmed() {
        Limits.Builder limits = limits();
        limits.getBudgetsBuilder(0).setConfirmOver(amount(50));
        return limits;
    }

    @Test
    void largeAmountsWaitForTheGrantor() {
        ByteString id = granted(confirmed());
        acts("OK", id, send("EUR", SELLER, 50));
        acts("CONFIRM_REQUIRED", id, send("EUR", SELLER, 51));
        ByteString proposal = proposed(id, send("EUR", SELLER, 100));
        Approve approve = Approve.newBuilder().setProposal(proposal).build();
        expect("NOT_OWNER", STRANGER, approve);
        expect("NOT_OWNER", AGENT, approve);
        expect("OK", OWNER, approve);
        expect("NOT_FOUND", OWNER, approve);
        assertThat(chain.free(SELLER, "EUR")).isEqualTo(FUNDS + 150);
        expect(
                "BUDGET",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(id, send("EUR", SELLER, 51)))
                        .build());
        expect(
                "PAYEE",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(id, send("EUR", STRANGER, 1)))
                        .build());
        expect(
                "NO_RULE",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(
                                id, Burn.newBuilder().setAmount(amount(1)).build()))
                        .build());
        expect(
                "DENYLIST",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(
                                id,
                                AddKey.newBuilder().setScheme(1).setWeight(1).build()))
                        .build());
        expect(
                "DEBT_CAP",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(id, shop(Shop.BORROW, 1, 1)))
                        .build());
        expect(
                "INSUFFICIENT_HOLD",
                OWNER,
                Approve.newBuilder()
                        .setProposal(proposed(id, shop(Shop.CANCEL, 1, 1)))
                        .build());
        chain.executor.audit(chain.state);
    }

    @Test
    void whatOneApprovalCreatesHasIdsOfItsOwn() {
        ByteString id = granted(confirmed().addRules(Rule.newBuilder().setType(515)));
        CreateAsset asset =
                CreateAsset.newBuilder().setSymbol("GOLD").setSupply(amount(5)).build();
        Receipt receipt = chain.run(
                OWNER,
                Approve.newBuilder().setProposal(proposed(id, asset, asset)).build());
        assertThat(chain.name(receipt)).isEqualTo("OK");
        assertThat(receipt.events().stream()
                        .filter(event -> event.body() instanceof AssetCreated)
                        .map(event -> ((AssetCreated) event.body()).getAsset())
                        .distinct())
                .hasSize(2);
        chain.executor.audit(chain.state);
    }

    @Test
    void proposalsEnd() {
        ByteString id = granted(confirmed());
        ByteString proposal = proposed(id, send("EUR", SELLER, 100));
        Decline decline = Decline.newBuilder().setProposal(proposal).build();
        expect("NOT_OWNER", STRANGER, decline);
        expect("OK", OWNER, decline);
        expect("NOT_FOUND", OWNER, decline);
        ByteString own = proposed(id, send("EUR", SELLER, 100));
        expect("OK", AGENT, Decline.newBuilder().setProposal(own).build());
        ByteString late = proposed(id, send("EUR", SELLER, 100));
        chain.pass(3_600_000);
        expect("EXPIRED", OWNER, Approve.newBuilder().setProposal(late).build());
        long before = chain.free(STRANGER, "");
        Receipt receipt =
                chain.run(STRANGER, Decline.newBuilder().setProposal(late).build());
        assertThat(receipt.succeeded()).isTrue();
        assertThat(chain.free(STRANGER, ""))
                .isGreaterThan(before - receipt.fee().toBigInteger().longValueExact());
        Propose.Builder bad = Propose.newBuilder().setMandate(id);
        long left = chain.free(AGENT, "");
        Propose whole = bad.clone()
                .addMessages(Draft.typed(send("EUR", SELLER, 1)))
                .setUntilMs(START_MS + 7_200_000)
                .build();
        chain.drainFor(AGENT, whole);
        expect("DEPOSIT", AGENT, whole);
        chain.run(STRANGER, send("", AGENT, left / 2));
        expect("BAD_PROPOSAL", AGENT, bad.setUntilMs(START_MS + 7_200_000).build());
        bad.addMessages(Draft.typed(send("EUR", SELLER, 1)));
        expect("BAD_PROPOSAL", AGENT, bad.setUntilMs(1).build());
        expect("BAD_PROPOSAL", AGENT, bad.setUntilMs(Long.MAX_VALUE).build());
        expect("EXPIRED", STRANGER, bad.setUntilMs(START_MS + 7_200_000).build());
        expect("OK", OWNER, RevokeMandate.newBuilder().setMandate(id).build());
        expect("EXPIRED", AGENT, bad.build());
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectGrants() {
        expect(
                "BAD_LIMITS",
                OWNER,
                grant(limits()).setGrantee(AgentChain.address(OWNER)).build());
        expect("BAD_LIMITS", OWNER, grant(limits().clearRules()).build());
        expect("BAD_LIMITS", OWNER, grant(limits().setUntilMs(1)).build());
        expect(
                "BAD_LIMITS",
                OWNER,
                grant(limits().setUntilMs(START_MS + 367L * 86_400_000)).build());
        Limits.Builder twice = limits();
        twice.addBudgets(twice.getBudgets(0));
        expect("BAD_LIMITS", OWNER, grant(twice).build());
        Limits.Builder empty = limits();
        empty.getBudgetsBuilder(0).clearTotal();
        expect("BAD_LIMITS", OWNER, grant(empty).build());
        Limits.Builder quick = limits();
        quick.getBudgetsBuilder(0).setPeriodS(59);
        expect("BAD_LIMITS", OWNER, grant(quick).build());
        expect(
                "BAD_GATE",
                OWNER,
                grant(limits().setPayeeGate(Gate.getDefaultInstance())).build());
        long fee = chain.run(4, grant(limits()).build()).fee().toBigInteger().longValueExact();
        chain.drain(5, fee + 1_000);
        assertThat(chain.outcome(5, grant(limits()).build())).isEqualTo("DEPOSIT");
        for (int i = 0; i < 32; i++) {
            granted(limits());
        }
        expect("TOO_MANY", OWNER, grant(limits()).build());
        MandatesResult page = chain.ask(
                "agents/mandates",
                MandatesQuery.newBuilder()
                        .setAccount(AgentChain.address(AGENT))
                        .setAsAgent(true)
                        .setLimit(30)
                        .build(),
                MandatesResult.getDefaultInstance());
        assertThat(page.getMandatesCount()).isEqualTo(30);
        assertThat(page.getNext().isEmpty()).isFalse();
    }

    @Test
    void mandatesOnlyGetNarrower() {
        ByteString id = granted(limits().setMaxUses(10));
        acts("OK", id, send("EUR", SELLER, 100));
        NarrowMandate.Builder narrow = NarrowMandate.newBuilder().setMandate(id);
        expect("NOT_OWNER", STRANGER, narrow.setLimits(limits().setMaxUses(5)).build());
        expect("NOT_FOUND", OWNER, narrow.clone().setMandate(ByteString.EMPTY).build());
        expect("NOT_NARROWER", AGENT, narrow.setLimits(limits()).build());
        expect("NOT_NARROWER", OWNER, narrow.setLimits(limits().setMaxUses(11)).build());
        expect(
                "NOT_NARROWER",
                OWNER,
                narrow.setLimits(limits().setMaxUses(5).clearPayees()).build());
        expect(
                "NOT_NARROWER",
                OWNER,
                narrow.setLimits(limits().setMaxUses(5).addPayees(AgentChain.address(4)))
                        .build());
        expect(
                "NOT_NARROWER",
                OWNER,
                narrow.setLimits(limits().setMaxUses(5)
                                .addRules(Rule.newBuilder().setType(516)))
                        .build());
        Limits.Builder wider = limits().setMaxUses(5);
        wider.getBudgetsBuilder(0).setTotal(amount(1_001));
        expect("NOT_NARROWER", OWNER, narrow.setLimits(wider).build());
        Limits.Builder later = limits().setMaxUses(5).setUntilMs(START_MS + 86_400_001);
        expect("NOT_NARROWER", OWNER, narrow.setLimits(later).build());
        expect(
                "NOT_NARROWER",
                OWNER,
                narrow.setLimits(limits().setMaxUses(5)
                                .addDebtCaps(
                                        DebtCap.newBuilder().setAsset("ixi").setAmount(amount(1))))
                        .build());
        Limits.Builder below = limits().setMaxUses(5);
        below.getBudgetsBuilder(0).setTotal(amount(99));
        expect("BAD_LIMITS", OWNER, narrow.setLimits(below).build());
        Limits.Builder exact = limits().setMaxUses(5);
        exact.getBudgetsBuilder(0).setTotal(amount(100));
        expect("OK", AGENT, narrow.setLimits(exact).build());
        acts("BUDGET", id, send("EUR", SELLER, 1));
        RevokeMandate revoke = RevokeMandate.newBuilder().setMandate(id).build();
        expect("NOT_OWNER", STRANGER, revoke);
        expect("NOT_FOUND", OWNER, RevokeMandate.getDefaultInstance());
        expect("OK", AGENT, revoke);
        expect("BAD_STATE", OWNER, revoke);
        expect("BAD_STATE", OWNER, narrow.build());
        chain.executor.audit(chain.state);
    }

    @Test
    void endedMandatesAreRemovedByAnyone() {
        ByteString id = granted(limits());
        RemoveMandate remove = RemoveMandate.newBuilder().setMandate(id).build();
        expect("BAD_STATE", STRANGER, remove);
        expect("NOT_FOUND", STRANGER, RemoveMandate.getDefaultInstance());
        chain.run(OWNER, RevokeMandate.newBuilder().setMandate(id).build());
        long before = chain.free(STRANGER, "");
        Receipt receipt = chain.run(STRANGER, remove);
        assertThat(receipt.succeeded()).isTrue();
        assertThat(chain.free(STRANGER, ""))
                .isGreaterThan(before - receipt.fee().toBigInteger().longValueExact());
        expect("NOT_FOUND", STRANGER, remove);
        chain.executor.audit(chain.state);
    }
}
