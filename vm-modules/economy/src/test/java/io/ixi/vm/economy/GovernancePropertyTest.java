package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.proto.Deposit;
import io.ixi.vm.economy.governance.proto.Execute;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalQuery;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.ProposalSubmitted;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Governance against a model that counts every proposal anew from who voted what and who stakes what. {@code
 * -Dixi.operations} sets how many operations; the seed is jqwik's.
 */
class GovernancePropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final long DEPOSIT = GovernanceModule.DEFAULTS.getMinDeposit();
    private static final long VOTING_MS = GovernanceModule.DEFAULTS.getVotingS() * 1_000;
    private static final int MAX_OPEN = 16;
    private static final long PPM = 1_000_000;

    /** A proposal as whoever only watched would describe it. */
    private static final class Model {
        final long value;
        final Map<Integer, VoteOption> votes = new TreeMap<>();
        long deposit;
        long endMs;
        ProposalStatus status = ProposalStatus.PROPOSAL_DEPOSIT;

        Model(long value) {
            this.value = value;
        }
    }

    private StakingChain staking = new StakingChain();
    private TestChain chain = staking.chain;
    private Random random = new Random(0);
    private Map<Integer, Long> stakes = new TreeMap<>();
    private List<ByteString> ids = new ArrayList<>();
    private List<Model> models = new ArrayList<>();
    private long floor;
    private long clock;

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    /** Time of the block that runs next, and its parent's, by which deadlines are judged. */
    private long now() {
        return chain.next().timeMs();
    }

    private long judged() {
        return chain.next().parentTimeMs();
    }

    private Receipt run(int account, Message message) {
        clock = judged();
        chain.proposer = (chain.proposer + 1) % StakingChain.OPERATORS;
        return chain.run(account, message);
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.name(run(account, message).code()))
                .as(message.toString())
                .isEqualTo(outcome);
    }

    private long open() {
        return models.stream().filter(GovernancePropertyTest::isOpen).count();
    }

    private static boolean isOpen(Model model) {
        return model.status == ProposalStatus.PROPOSAL_DEPOSIT || model.status == ProposalStatus.PROPOSAL_VOTING;
    }

    private void step() {
        int account = random.nextInt(StakingChain.ACCOUNTS - 1);
        switch (random.nextInt(12)) {
            case 0 -> submit(account);
            case 1, 2 -> deposit(account);
            case 3, 4, 5, 6 -> vote(account);
            case 7, 8 -> delegate(account);
            case 9 -> undelegate(account);
            case 10 -> execute(account);
            default -> pass(random.nextInt(3) == 0 ? VOTING_MS / 2 : 60_000);
        }
    }

    private void submit(int account) {
        long deposit = random.nextInt(4) == 0 ? DEPOSIT / 10 - 1 : DEPOSIT / 10 * (1 + random.nextInt(10));
        long value = 1_000L + random.nextInt(4_000);
        SetParameter change = SetParameter.newBuilder()
                .setModule("fee")
                .setName("floor")
                .setValue(value)
                .build();
        SubmitProposal message = SubmitProposal.newBuilder()
                .setTextHash(ByteString.copyFrom(new byte[32]))
                .setDeposit(TestChain.amount(deposit))
                .addMessages(Draft.typed(change))
                .build();
        String expected = open() >= MAX_OPEN ? "TOO_MANY_PROPOSALS" : deposit < DEPOSIT / 10 ? "DEPOSIT_LOW" : "OK";
        long time = now();
        Receipt receipt = run(account, message);
        assertThat(chain.name(receipt.code())).isEqualTo(expected);
        if (receipt.succeeded()) {
            receipt.events().stream()
                    .filter(event -> event.body() instanceof ProposalSubmitted)
                    .forEach(event -> ids.add(((ProposalSubmitted) event.body()).getProposal()));
            Model model = new Model(value);
            model.endMs = time + VOTING_MS;
            models.add(model);
            fund(model, deposit, time);
        }
        ended();
    }

    private static void fund(Model model, long amount, long time) {
        model.deposit += amount;
        if (model.deposit >= DEPOSIT) {
            model.status = ProposalStatus.PROPOSAL_VOTING;
            model.endMs = time + VOTING_MS;
        }
    }

    private int any() {
        return models.isEmpty() ? -1 : Math.max(0, models.size() - 1 - random.nextInt(6));
    }

    private void deposit(int account) {
        int which = any();
        if (which < 0) {
            return;
        }
        Model model = models.get(which);
        long amount = DEPOSIT / 10 * random.nextInt(4);
        boolean fits = model.status == ProposalStatus.PROPOSAL_DEPOSIT && amount > 0;
        long time = now();
        expect(
                fits ? "OK" : "BAD_STATE",
                account,
                Deposit.newBuilder()
                        .setProposal(ids.get(which))
                        .setAmount(TestChain.amount(amount))
                        .build());
        if (fits) {
            fund(model, amount, time);
        }
        ended();
    }

    private void vote(int account) {
        int which = any();
        if (which < 0) {
            return;
        }
        Model model = models.get(which);
        VoteOption option = VoteOption.forNumber(random.nextInt(8) == 0 ? 3 : random.nextInt(3));
        boolean voting = model.status == ProposalStatus.PROPOSAL_VOTING && model.endMs > judged();
        String expected = !voting ? "BAD_STATE" : stakes.getOrDefault(account, 0L) == 0 ? "NO_STAKE" : "OK";
        expect(
                expected,
                account,
                Vote.newBuilder().setProposal(ids.get(which)).setOption(option).build());
        if (expected.equals("OK")) {
            model.votes.put(account, option);
        }
        ended();
    }

    private void delegate(int account) {
        long amount = 1_000_000L * (1 + random.nextInt(100_000));
        Delegate message = Delegate.newBuilder()
                .setValidator(of(random.nextInt(StakingChain.OPERATORS)))
                .setAmount(TestChain.amount(amount))
                .build();
        if (run(account, message).succeeded()) {
            stakes.merge(account, amount, Long::sum);
        }
        ended();
    }

    private void undelegate(int account) {
        long amount = 1_000_000L * (1 + random.nextInt(30_000));
        Undelegate message = Undelegate.newBuilder()
                .setValidator(of(random.nextInt(StakingChain.OPERATORS)))
                .setAmount(TestChain.amount(amount))
                .build();
        if (run(account, message).succeeded()) {
            stakes.merge(account, -amount, Long::sum);
        }
        ended();
    }

    private void execute(int account) {
        int which = any();
        if (which < 0) {
            return;
        }
        Model model = models.get(which);
        boolean due = isOpen(model) && model.endMs <= judged();
        expect(
                due ? "OK" : "VOTING_OPEN",
                account,
                Execute.newBuilder().setProposal(ids.get(which)).build());
        if (due) {
            end(model);
        }
        ended();
    }

    private void pass(long ms) {
        clock = judged() + ms;
        chain.proposer = (chain.proposer + 1) % StakingChain.OPERATORS;
        chain.pass(ms);
        ended();
    }

    /** What the end of the last block did: all that was due by its parent's time, the earliest first. */
    private void ended() {
        models.stream()
                .filter(model -> isOpen(model) && model.endMs <= clock)
                .sorted(Comparator.comparingLong(model -> model.endMs))
                .forEach(this::end);
    }

    private long sum(Model model, VoteOption option) {
        return model.votes.entrySet().stream()
                .filter(vote -> vote.getValue() == option)
                .mapToLong(vote -> stakes.getOrDefault(vote.getKey(), 0L))
                .sum();
    }

    private static boolean atLeast(long part, long whole, long ppm) {
        return BigInteger.valueOf(part)
                        .multiply(BigInteger.valueOf(PPM))
                        .compareTo(BigInteger.valueOf(whole).multiply(BigInteger.valueOf(ppm)))
                >= 0;
    }

    private void end(Model model) {
        var rules = GovernanceModule.DEFAULTS;
        long yes = sum(model, VoteOption.VOTE_YES);
        long veto = sum(model, VoteOption.VOTE_VETO);
        long decided = yes + sum(model, VoteOption.VOTE_NO) + veto;
        long cast = decided + sum(model, VoteOption.VOTE_ABSTAIN);
        long all = stakes.values().stream().mapToLong(Long::longValue).sum();
        boolean passed = model.status == ProposalStatus.PROPOSAL_VOTING
                && cast > 0
                && atLeast(cast, all, rules.getQuorumPpm())
                && decided > 0
                && !atLeast(veto, decided, rules.getVetoPpm())
                && !atLeast(decided - yes, decided, PPM - rules.getThresholdPpm());
        if (!passed) {
            model.status = ProposalStatus.PROPOSAL_REJECTED;
            return;
        }
        ParamSpec spec = chain.executor.registry().parameter("fee", "floor").orElseThrow();
        long step = floor * spec.stepPpm() / PPM;
        boolean fits = model.value >= spec.min() && Math.abs(model.value - floor) <= Math.max(1, step);
        model.status = fits ? ProposalStatus.PROPOSAL_EXECUTED : ProposalStatus.PROPOSAL_FAILED;
        floor = fits ? model.value : floor;
    }

    private void compare() {
        for (int i = 0; i < models.size(); i++) {
            Model model = models.get(i);
            Proposal proposal = chain.ask(
                    "governance/proposal",
                    ProposalQuery.newBuilder().setProposal(ids.get(i)).build(),
                    Proposal.getDefaultInstance());
            assertThat(proposal.getStatus()).as("proposal " + i).isEqualTo(model.status);
            if (isOpen(model)) {
                assertThat(Amount.of(proposal.getDeposit())).isEqualTo(Amount.of(model.deposit));
                assertThat(Amount.of(proposal.getYes())).isEqualTo(Amount.of(sum(model, VoteOption.VOTE_YES)));
                assertThat(Amount.of(proposal.getNo())).isEqualTo(Amount.of(sum(model, VoteOption.VOTE_NO)));
                assertThat(Amount.of(proposal.getVeto())).isEqualTo(Amount.of(sum(model, VoteOption.VOTE_VETO)));
                assertThat(Amount.of(proposal.getAbstain())).isEqualTo(Amount.of(sum(model, VoteOption.VOTE_ABSTAIN)));
            }
        }
        ParamSpec spec = chain.executor.registry().parameter("fee", "floor").orElseThrow();
        assertThat(spec.get(new Overlay(chain.state))).isEqualTo(floor);
    }

    @Property(tries = 2)
    void proposalsEndAsTheVotesSay(@ForAll long seed) {
        staking = new StakingChain();
        chain = staking.chain;
        random = new Random(seed);
        stakes = new TreeMap<>();
        ids = new ArrayList<>();
        models = new ArrayList<>();
        floor = 1_000;
        for (int i = 0; i < StakingChain.OPERATORS; i++) {
            stakes.put(i, StakingChain.BOND);
        }
        for (int i = 0; i < OPERATIONS; i++) {
            step();
            if (i % 50 == 0) {
                compare();
            }
        }
        compare();
        chain.executor.audit(chain.state);
        assertThat(models).extracting(model -> model.status).contains(ProposalStatus.PROPOSAL_REJECTED);
    }
}
