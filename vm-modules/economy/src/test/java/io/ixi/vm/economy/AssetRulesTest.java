package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.InboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.bank.proto.AcceptAsset;
import io.ixi.vm.economy.bank.proto.AcceptRole;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.AssetQuery;
import io.ixi.vm.economy.bank.proto.AssetResult;
import io.ixi.vm.economy.bank.proto.AssetRole;
import io.ixi.vm.economy.bank.proto.AssetRules;
import io.ixi.vm.economy.bank.proto.AttestReserve;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.Clawback;
import io.ixi.vm.economy.bank.proto.ConfigureMinter;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.Freeze;
import io.ixi.vm.economy.bank.proto.HoldsQuery;
import io.ixi.vm.economy.bank.proto.HoldsResult;
import io.ixi.vm.economy.bank.proto.Mint;
import io.ixi.vm.economy.bank.proto.OfferRole;
import io.ixi.vm.economy.bank.proto.PauseAsset;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.Unfreeze;
import io.ixi.vm.economy.bank.proto.UnpauseAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What issuers may do, as far as an asset declared it, and what holders are safe from. */
class AssetRulesTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final int ISSUER = 0;
    private static final int HOLDER = 1;
    private static final int OTHER = 2;
    private static final ByteString HASH = ByteString.copyFrom(new byte[Hash.BYTES]);
    private static final AssetRules ALL = AssetRules.newBuilder()
            .setMintable(true)
            .setFreezable(true)
            .setPausable(true)
            .setClawback(true)
            .setCap(TestChain.amount(10_000))
            .build();

    private final TestChain chain = new TestChain(4, Amount.of(FUNDS), List.of(new ToyModule()));

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private String create(AssetRules rules, long supply) {
        CreateAsset.Builder asset =
                CreateAsset.newBuilder().setSymbol("EURX").setDecimals(2).setSupply(TestChain.amount(supply));
        if (!rules.equals(AssetRules.getDefaultInstance())) {
            asset.setRules(rules);
        }
        return ((AssetCreated)
                        chain.run(ISSUER, asset.build()).events().getFirst().body())
                .getAsset();
    }

    private static Send send(String asset, int to, long amount) {
        return Send.newBuilder()
                .setAsset(asset)
                .setTo(of(to))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static Mint mint(String asset, int to, long amount) {
        return Mint.newBuilder()
                .setAsset(asset)
                .setTo(of(to))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static ConfigureMinter minter(String asset, int who, long allowance) {
        return ConfigureMinter.newBuilder()
                .setAsset(asset)
                .setMinter(of(who))
                .setAllowance(TestChain.amount(allowance))
                .build();
    }

    private static Freeze freeze(String asset, int who) {
        return Freeze.newBuilder().setAsset(asset).setAccount(of(who)).build();
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
    }

    private void accept(int account, String asset) {
        expect("OK", account, AcceptAsset.newBuilder().setAsset(asset).build());
    }

    private Amount free(int account, String asset) {
        return chain.bank().free(new Overlay(chain.state), TestChain.account(account), asset);
    }

    @Test
    void nobodyGetsAssetsThatTheyDoNotKnow() {
        String asset = create(AssetRules.getDefaultInstance(), 100);
        expect("INBOUND_REFUSED", ISSUER, send(asset, HOLDER, 1));
        accept(HOLDER, asset);
        expect("OK", ISSUER, send(asset, HOLDER, 10));
        expect("OK", ISSUER, send(asset, HOLDER, 1));
        expect("INBOUND_REFUSED", HOLDER, send(asset, OTHER, 1));
        expect(
                "OK",
                OTHER,
                SetInboundPolicy.newBuilder()
                        .setPolicy(InboundPolicy.INBOUND_ANY)
                        .build());
        expect("OK", HOLDER, send(asset, OTHER, 1));
        expect("OK", HOLDER, send(asset, ISSUER, 1));
        expect("UNKNOWN_ASSET", OTHER, AcceptAsset.newBuilder().setAsset("X").build());
        chain.executor.audit(chain.state);
    }

    @Test
    void mintingIsWithinAllowanceAndCap() {
        String asset = create(ALL, 0);
        accept(HOLDER, asset);
        expect("NO_ROLE", OTHER, minter(asset, OTHER, 1));
        expect("UNKNOWN_ASSET", ISSUER, minter("X", OTHER, 1));
        expect("NOT_MINTER", OTHER, mint(asset, HOLDER, 1));
        expect("OK", ISSUER, minter(asset, OTHER, 600));
        expect("ZERO_AMOUNT", OTHER, mint(asset, HOLDER, 0));
        expect("UNKNOWN_ASSET", OTHER, mint("X", HOLDER, 1));
        expect("OK", OTHER, mint(asset, HOLDER, 400));
        expect("NOT_MINTER", OTHER, mint(asset, HOLDER, 201));
        expect("INBOUND_REFUSED", OTHER, mint(asset, 3, 1));
        expect(
                "MODULE_ACCOUNT",
                OTHER,
                mint(asset, HOLDER, 1).toBuilder()
                        .setTo(Address.ofModule(3).toByteString())
                        .build());
        expect("OK", ISSUER, minter(asset, OTHER, 100_000));
        expect("CAP", OTHER, mint(asset, HOLDER, 9_601));
        expect("OK", OTHER, mint(asset, HOLDER, 9_600));
        assertThat(free(HOLDER, asset)).isEqualTo(Amount.of(10_000));
        String plain = create(AssetRules.newBuilder().setPausable(true).build(), 5);
        expect("NOT_DECLARED", ISSUER, minter(plain, OTHER, 1));
        expect("NOT_DECLARED", ISSUER, mint(plain, ISSUER, 1));
        expect(
                "CAP",
                ISSUER,
                CreateAsset.newBuilder()
                        .setSymbol("OVER")
                        .setSupply(TestChain.amount(10_001))
                        .setRules(ALL)
                        .build());
        chain.executor.audit(chain.state);
    }

    @Test
    void mintingIsBackedByAFreshAttestation() {
        String asset = create(
                AssetRules.newBuilder().setMintable(true).setReserveBacked(true).build(), 0);
        expect("OK", ISSUER, minter(asset, ISSUER, 10_000));
        expect("RESERVE_STALE", ISSUER, mint(asset, ISSUER, 1));
        AttestReserve attest = AttestReserve.newBuilder()
                .setAsset(asset)
                .setAmount(TestChain.amount(500))
                .setAsOfMs(TestChain.START_MS)
                .setDocHash(HASH)
                .build();
        expect("NO_ROLE", OTHER, attest);
        expect("UNKNOWN_ASSET", ISSUER, attest.toBuilder().setAsset("X").build());
        expect(
                "BAD_ATTESTATION",
                ISSUER,
                attest.toBuilder().setAsOfMs(TestChain.START_MS * 2).build());
        expect("OK", ISSUER, attest);
        expect("BAD_ATTESTATION", ISSUER, attest);
        expect("OK", ISSUER, mint(asset, ISSUER, 500));
        expect("RESERVE_STALE", ISSUER, mint(asset, ISSUER, 1));
        expect(
                "OK",
                ISSUER,
                Burn.newBuilder()
                        .setAsset(asset)
                        .setAmount(TestChain.amount(100))
                        .build());
        expect("OK", ISSUER, mint(asset, ISSUER, 50));
        chain.pass(35L * 86_400_000);
        expect("RESERVE_STALE", ISSUER, mint(asset, ISSUER, 1));
        AssetResult result = chain.ask(
                "bank/asset", AssetQuery.newBuilder().setAsset(asset).build(), AssetResult.getDefaultInstance());
        assertThat(result.getReserve().getAsOfMs()).isEqualTo(TestChain.START_MS);
        String plain = create(ALL, 5);
        expect("NOT_DECLARED", ISSUER, attest.toBuilder().setAsset(plain).build());
    }

    @Test
    void aFreezeBlocksTheAccountAndStrandsNobody() {
        String asset = create(ALL, 1_000);
        accept(HOLDER, asset);
        chain.run(ISSUER, send(asset, HOLDER, 100));
        expect("NO_ROLE", OTHER, freeze(asset, HOLDER));
        expect("UNKNOWN_ASSET", ISSUER, freeze("X", HOLDER));
        expect("OK", ISSUER, freeze(asset, HOLDER));
        expect("BAD_STATE", ISSUER, freeze(asset, HOLDER));
        expect("FROZEN", HOLDER, send(asset, ISSUER, 1));
        expect("FROZEN", ISSUER, send(asset, HOLDER, 1));
        expect(
                "FROZEN",
                HOLDER,
                Burn.newBuilder().setAsset(asset).setAmount(TestChain.amount(1)).build());
        expect("OK", ISSUER, minter(asset, ISSUER, 10));
        expect("FROZEN", ISSUER, mint(asset, HOLDER, 1));
        expect("OK", HOLDER, send("", OTHER, 1));
        Unfreeze unfreeze =
                Unfreeze.newBuilder().setAsset(asset).setAccount(of(HOLDER)).build();
        expect("NO_ROLE", HOLDER, unfreeze);
        expect("OK", ISSUER, unfreeze);
        expect("BAD_STATE", ISSUER, unfreeze);
        expect("UNKNOWN_ASSET", ISSUER, unfreeze.toBuilder().setAsset("X").build());
        expect("OK", HOLDER, send(asset, ISSUER, 1));
        String plain = create(AssetRules.newBuilder().setMintable(true).build(), 5);
        expect("NOT_DECLARED", ISSUER, freeze(plain, HOLDER));
        expect("NOT_DECLARED", ISSUER, unfreeze.toBuilder().setAsset(plain).build());
    }

    @Test
    void heldMoneyGoesWhereItWasMeantToGoWhateverIsFrozenOrPaused() throws Exception {
        String asset = create(ALL, 1_000);
        Overlay state = new Overlay(chain.state);
        var context = chain.context(state);
        Address issuer = TestChain.account(ISSUER);
        Address other = TestChain.account(OTHER);
        Hash ref = ToyModule.ref(1);
        chain.bank().hold(context, issuer, asset, Amount.of(100), ToyModule.ID, ref);
        chain.run(ISSUER, PauseAsset.newBuilder().setAsset(asset).build());
        Overlay paused = new Overlay(chain.state);
        var later = chain.context(paused);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> chain.bank().hold(later, issuer, asset, Amount.of(1), ToyModule.ID, ref))
                .hasMessageContaining("ASSET_PAUSED");
        chain.bank().capture(context, issuer, other, asset, Amount.of(40), ToyModule.ID, ref);
        chain.bank().release(context, issuer, asset, Amount.of(60), ToyModule.ID, ref);
        assertThat(chain.bank().free(state, other, asset)).isEqualTo(Amount.of(40));
    }

    @Test
    void aPauseStopsTransfersAndMinting() {
        String asset = create(ALL, 1_000);
        chain.run(ISSUER, minter(asset, ISSUER, 5));
        PauseAsset pause = PauseAsset.newBuilder().setAsset(asset).build();
        UnpauseAsset unpause = UnpauseAsset.newBuilder().setAsset(asset).build();
        expect("NO_ROLE", OTHER, pause);
        expect("UNKNOWN_ASSET", ISSUER, pause.toBuilder().setAsset("X").build());
        expect("BAD_STATE", ISSUER, unpause);
        expect("OK", ISSUER, pause);
        expect("BAD_STATE", ISSUER, pause);
        expect("ASSET_PAUSED", ISSUER, send(asset, OTHER, 1));
        expect("ASSET_PAUSED", ISSUER, mint(asset, ISSUER, 1));
        expect(
                "ASSET_PAUSED",
                ISSUER,
                Burn.newBuilder().setAsset(asset).setAmount(TestChain.amount(1)).build());
        expect("NO_ROLE", OTHER, unpause);
        expect("UNKNOWN_ASSET", ISSUER, unpause.toBuilder().setAsset("X").build());
        expect("OK", ISSUER, unpause);
        expect("OK", ISSUER, mint(asset, ISSUER, 1));
        String plain = create(AssetRules.newBuilder().setMintable(true).build(), 5);
        expect("NOT_DECLARED", ISSUER, pause.toBuilder().setAsset(plain).build());
        expect("NOT_DECLARED", ISSUER, unpause.toBuilder().setAsset(plain).build());
    }

    @Test
    void clawbackTakesFromFrozenAccountsOnly() {
        String asset = create(ALL, 1_000);
        accept(HOLDER, asset);
        chain.run(ISSUER, send(asset, HOLDER, 100));
        Clawback claw = Clawback.newBuilder()
                .setAsset(asset)
                .setFrom(of(HOLDER))
                .setAmount(TestChain.amount(60))
                .build();
        expect("BAD_STATE", ISSUER, claw);
        chain.run(ISSUER, freeze(asset, HOLDER));
        expect("NO_ROLE", OTHER, claw);
        expect("UNKNOWN_ASSET", ISSUER, claw.toBuilder().setAsset("X").build());
        expect("ZERO_AMOUNT", ISSUER, claw.toBuilder().clearAmount().build());
        expect(
                "INSUFFICIENT_FREE",
                ISSUER,
                claw.toBuilder().setAmount(TestChain.amount(101)).build());
        expect("OK", ISSUER, claw);
        assertThat(free(HOLDER, asset)).isEqualTo(Amount.of(40));
        assertThat(free(ISSUER, asset)).isEqualTo(Amount.of(960));
        String plain = create(AssetRules.newBuilder().setFreezable(true).build(), 5);
        expect("NOT_DECLARED", ISSUER, claw.toBuilder().setAsset(plain).build());
        chain.executor.audit(chain.state);
    }

    @Test
    void rolesMoveInTwoSteps() {
        String asset = create(ALL, 1_000);
        OfferRole offer = OfferRole.newBuilder()
                .setAsset(asset)
                .setRole(AssetRole.ROLE_FREEZER)
                .setTo(of(OTHER))
                .build();
        AcceptRole take = AcceptRole.newBuilder()
                .setAsset(asset)
                .setRole(AssetRole.ROLE_FREEZER)
                .build();
        expect("NO_ROLE", OTHER, offer);
        expect("UNKNOWN_ASSET", ISSUER, offer.toBuilder().setAsset("X").build());
        expect("NO_OFFER", OTHER, take);
        expect("OK", ISSUER, offer);
        expect("NO_OFFER", HOLDER, take);
        expect("NO_ROLE", OTHER, freeze(asset, HOLDER));
        expect("UNKNOWN_ASSET", OTHER, take.toBuilder().setAsset("X").build());
        expect("OK", OTHER, take);
        expect("NO_OFFER", OTHER, take);
        expect("NO_ROLE", ISSUER, freeze(asset, HOLDER));
        expect("OK", OTHER, freeze(asset, HOLDER));
        String plain = create(AssetRules.getDefaultInstance(), 5);
        expect("NO_ROLE", ISSUER, offer.toBuilder().setAsset(plain).build());
    }

    @Test
    void anAssetsGateSaysWhoReceives() {
        Gate rich = Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAmount(TestChain.amount(FUNDS)))))
                .build();
        String asset =
                create(AssetRules.newBuilder().setGate(rich).setMintable(true).build(), 100);
        accept(HOLDER, asset);
        expect("OK", ISSUER, minter(asset, ISSUER, 10));
        expect("GATE_FAIL", ISSUER, send(asset, HOLDER, 1));
        expect("GATE_FAIL", ISSUER, mint(asset, HOLDER, 1));
        Gate odd = Gate.newBuilder()
                .addAnyOf(
                        GateClause.newBuilder().addAllOf(Condition.newBuilder().setReputation(3)))
                .build();
        expect(
                "BAD_GATE",
                ISSUER,
                CreateAsset.newBuilder()
                        .setSymbol("ODD")
                        .setSupply(TestChain.amount(1))
                        .setRules(AssetRules.newBuilder().setGate(odd))
                        .build());
        chain.run(3, send("", HOLDER, FUNDS / 2));
        expect("OK", ISSUER, send(asset, HOLDER, 1));
    }

    @Test
    void holdsAreListed() {
        for (int i = 0; i < 3; i++) {
            chain.run(HOLDER, ToyModule.message(ToyModule.HOLD, TestChain.account(HOLDER), 10 + i, i));
        }
        HoldsQuery.Builder query =
                HoldsQuery.newBuilder().setAccount(of(HOLDER)).setLimit(2);
        HoldsResult page = chain.ask("bank/holds", query.build(), HoldsResult.getDefaultInstance());
        HoldsResult rest =
                chain.ask("bank/holds", query.setCursor(page.getNext()).build(), HoldsResult.getDefaultInstance());
        assertThat(page.getHoldsCount() + rest.getHoldsCount()).isEqualTo(3);
        assertThat(page.getHolds(0).getModule()).isEqualTo(ToyModule.ID);
        assertThat(rest.getNext().isEmpty()).isTrue();
    }
}
