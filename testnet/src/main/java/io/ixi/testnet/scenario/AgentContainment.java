package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.Approve;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateQuery;
import io.ixi.vm.agents.proto.Propose;
import io.ixi.vm.agents.proto.RevokeAll;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.governance.proto.Deposit;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.util.List;

/** S6: an agent tries everything that its mandates do not let it do, and the owner's kill switch ends it. */
final class AgentContainment implements Scenario {
    private static final long DAY_MS = 86_400_000;

    @Override
    public String name() {
        return "S6";
    }

    @Override
    public List<String> cast() {
        return List.of("owner", "agent", "shop", "stranger");
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Actor owner;
        private final Actor agent;
        private final Actor shop;
        private final Actor stranger;

        Play(Stage stage) {
            this.stage = stage;
            this.owner = stage.actor("owner");
            this.agent = stage.actor("agent");
            this.shop = stage.actor("shop");
            this.stranger = stage.actor("stranger");
        }

        void all() throws IOException, RpcException {
            Amount ownerBefore = total(owner);
            Bytes shopping = grant(
                    "owner grants: at most 200 ixi an hour, to the shop only",
                    Budget.newBuilder()
                            .setPerPeriod(Stage.ixi(200))
                            .setPeriodS(3_600)
                            .setTotal(Stage.ixi(1_000)),
                    List.of(send(shop, 1)),
                    List.of(shop));
            denied(shopping);
            Bytes replay = twoOrders(shopping);
            Amount paid = confirmed();
            Bytes order = openOrder();
            Amount fees = killSwitch(order, List.of(shopping));
            stage.step("replay of the agent's first payment", "BAD_SEQ", stage.hand(replay, false));
            Amount gone = Amount.of(120 * Stage.IXI).plus(paid).plus(fees);
            stage.step("what the owner has less: two payments and fees", gone, ownerBefore.minus(total(owner)));
        }

        private Amount ownerFees = Amount.ZERO;

        private Outcome own(Message... messages) throws IOException, RpcException {
            Outcome outcome = stage.send(owner, messages);
            ownerFees = ownerFees.plus(outcome.fee());
            return outcome;
        }

        /** Free and held together. */
        private Amount total(Actor of) throws IOException, RpcException {
            BalanceResult balance = stage.ask(
                    "bank/balance",
                    BalanceQuery.newBuilder().setAccount(of.bytes()).build(),
                    BalanceResult.getDefaultInstance());
            return Amount.of(balance.getFree()).plus(Amount.of(balance.getHeld()));
        }

        private Bytes grant(String what, Budget.Builder budget, List<Message> kinds, List<Actor> payees)
                throws IOException, RpcException {
            Limits.Builder limits =
                    Limits.newBuilder().addBudgets(budget.setAsset("ixi")).setUntilMs(stage.timeMs() + DAY_MS);
            kinds.forEach(kind ->
                    limits.addRules(Rule.newBuilder().setType(Draft.typed(kind).getType())));
            payees.forEach(payee -> limits.addPayees(payee.bytes()));
            Bytes id = ObjectId.of("mandate", owner.address(), stage.sequence(owner), 0);
            Outcome outcome = own(GrantMandate.newBuilder()
                    .setGrantee(agent.bytes())
                    .setLimits(limits)
                    .build());
            stage.step(what, "OK", outcome);
            return id;
        }

        private Draft act(Bytes mandate, Message message) throws IOException, RpcException {
            return stage.draft(agent, message)
                    .with(body -> body.setMandate(ByteString.copyFrom(mandate.toArray()))
                            .setMessages(0, Draft.typed(message, owner.address())));
        }

        private void denied(Bytes mandate) throws IOException, RpcException {
            AddKey key = AddKey.newBuilder()
                    .setScheme(agent.publicKey().getScheme())
                    .setPublicKey(agent.publicKey().getPublicKey())
                    .setWeight(1)
                    .build();
            stage.step("agent adds its key to the owner's account", "DENYLIST", stage.send(agent, act(mandate, key)));
            stage.step("agent pays a stranger", "PAYEE", stage.send(agent, act(mandate, send(stranger, 10))));
            MultiSend many = MultiSend.newBuilder()
                    .addOutputs(Output.newBuilder().setTo(shop.bytes()).setAmount(Stage.ixi(1)))
                    .build();
            stage.step("agent sends a message of no rule", "NO_RULE", stage.send(agent, act(mandate, many)));
            Draft bare = stage.draft(agent, send(shop, 1))
                    .with(body -> body.setMessages(0, Draft.typed(send(shop, 1), owner.address())));
            stage.step("agent speaks for the owner without the mandate", "NOT_SIGNED", stage.send(agent, bare));
        }

        /** Both wait in the pool at once, so one block may hold them. Returns the first one's bytes. */
        private Bytes twoOrders(Bytes mandate) throws IOException, RpcException {
            Amount before = stage.free(shop.address());
            Draft first = act(mandate, send(shop, 120));
            Bytes signed = agent.signed(first);
            stage.post(agent, first);
            Draft second = act(mandate, send(shop, 120));
            stage.post(agent, second);
            stage.step("first of two payments of 120 ixi at once", "OK", stage.settled(first.id()));
            stage.step("second one, above the hour's 200", "BUDGET", stage.settled(second.id()));
            stage.step(
                    "the shop has 120 ixi more", before.plus(Amount.of(120 * Stage.IXI)), stage.free(shop.address()));
            return signed;
        }

        private Amount confirmed() throws IOException, RpcException {
            Bytes mandate = grant(
                    "owner grants: more than 50 ixi at once needs a yes",
                    Budget.newBuilder().setTotal(Stage.ixi(500)).setConfirmOver(Stage.ixi(50)),
                    List.of(send(shop, 1)),
                    List.of(shop));
            Message payment = send(shop, 60);
            stage.step("agent pays 60 ixi unasked", "CONFIRM_REQUIRED", stage.send(agent, act(mandate, payment)));
            ByteString proposal = id("proposal", agent);
            Outcome asked = stage.send(
                    agent,
                    Propose.newBuilder()
                            .setMandate(ByteString.copyFrom(mandate.toArray()))
                            .addMessages(Draft.typed(payment))
                            .setUntilMs(stage.timeMs() + DAY_MS / 2)
                            .build());
            stage.step(
                    "agent proposes it",
                    "OK, ApprovalNeeded",
                    asked + ", " + (asked.events("agents.ApprovalNeeded").size() == 1 ? "ApprovalNeeded" : "no event"));
            Approve yes = Approve.newBuilder().setProposal(proposal).build();
            stage.step("agent says yes to itself", "NOT_OWNER", stage.send(agent, yes));
            Amount before = stage.free(shop.address());
            stage.step("owner says yes", "OK", own(yes));
            Amount paid = stage.free(shop.address()).minus(before);
            stage.step("the shop has 60 ixi more", Amount.of(60 * Stage.IXI), paid);
            return paid;
        }

        /** Money that the agent locks in the owner's name: a first deposit on a stranger's proposal. */
        private Bytes openOrder() throws IOException, RpcException {
            SetParameter change = SetParameter.newBuilder()
                    .setModule("governance")
                    .setName("voting_s")
                    .setValue(600_000)
                    .build();
            ByteString proposal = id("proposal", stranger);
            stage.step(
                    "a stranger's proposal gathers deposits",
                    "OK",
                    stage.send(
                            stranger,
                            SubmitProposal.newBuilder()
                                    .addMessages(Draft.typed(change))
                                    .setTextHash(ByteString.copyFrom(new byte[Hash.BYTES]))
                                    .setDeposit(Stage.ixi(100))
                                    .build()));
            Deposit deposit = Deposit.newBuilder()
                    .setProposal(proposal)
                    .setAmount(Stage.ixi(30))
                    .build();
            Bytes mandate = grant(
                    "owner grants: deposits up to 40 ixi",
                    Budget.newBuilder().setTotal(Stage.ixi(40)),
                    List.of(deposit),
                    List.of());
            stage.step("agent locks 30 ixi of the owner's", "OK", stage.send(agent, act(mandate, deposit)));
            stage.step("agent locks 30 ixi more, above 40", "BUDGET", stage.send(agent, act(mandate, deposit)));
            return mandate;
        }

        /** Returns the fees that the owner paid since the beginning. */
        private Amount killSwitch(Bytes order, List<Bytes> others) throws IOException, RpcException {
            Outcome all = own(RevokeAll.newBuilder().setCancelOpen(true).build());
            stage.step("owner's kill switch", "OK", all);
            stage.step(
                    "what it called off, in the same transaction",
                    Amount.of(30 * Stage.IXI),
                    all.events("bank.Released").stream()
                            .map(event -> Amount.parse(event.path("amount").asString()))
                            .reduce(Amount.ZERO, Amount::plus));
            stage.step(
                    "orders that it could not call off",
                    0,
                    all.events("agents.OrderLeft").size());
            stage.step(
                    "agent pays under a mandate that was revoked",
                    "EXPIRED",
                    stage.send(agent, act(others.getFirst(), send(shop, 1))));
            Mandate left = stage.ask(
                    "agents/mandate",
                    MandateQuery.newBuilder()
                            .setMandate(ByteString.copyFrom(order.toArray()))
                            .build(),
                    Mandate.getDefaultInstance());
            stage.step("the deposit's mandate", "MANDATE_REVOKED", left.getStatus());
            stage.step(
                    "the deposit counts no more",
                    Amount.ZERO,
                    left.getSpentList().stream()
                            .map(row -> Amount.of(row.getTotal()))
                            .reduce(Amount.ZERO, Amount::plus));
            return ownerFees;
        }

        private ByteString id(String domain, Actor creator) throws IOException, RpcException {
            return ByteString.copyFrom(ObjectId.of(domain, creator.address(), stage.sequence(creator), 0)
                    .toArray());
        }

        private static Message send(Actor to, long ixi) {
            return Send.newBuilder().setTo(to.bytes()).setAmount(Stage.ixi(ixi)).build();
        }
    }
}
