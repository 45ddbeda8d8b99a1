package io.ixi.vm.ssi.pass;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.pass.proto.CloseVerifier;
import io.ixi.vm.ssi.pass.proto.Held;
import io.ixi.vm.ssi.pass.proto.OpenVerifier;
import io.ixi.vm.ssi.pass.proto.PassError;
import io.ixi.vm.ssi.pass.proto.PassIssued;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.Pseudonym;
import io.ixi.vm.ssi.pass.proto.Range;
import io.ixi.vm.ssi.pass.proto.RemovePass;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.vm.ssi.pass.proto.VerifierChanged;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Transfer;

/** Who asks for what, and who shows it. Cheap checks first, the proof last. */
final class PassHandlers {
    private static final int MIN_TTL_S = 60;
    private static final int MAX_TTL_S = 3_600;
    private static final long MS = 1_000;
    private static final int PASS_BYTES = 200;

    private final Deposits deposits;
    private final Issuers issuers;
    private final ProofCheck proofs;

    PassHandlers(Money money, Issuers issuers, ProofCheck proofs) {
        this.deposits = new Deposits(money, PassModule.ID);
        this.issuers = issuers;
        this.proofs = proofs;
    }

    /** Names what a deposit is for. */
    static Bytes join(Bytes id, byte[] rest) {
        return Bytes.wrap(Hash.sha256(id.unsafeArray(), rest).toBytes());
    }

    private static boolean fits(Range range) {
        return range.getLow() >= 0 && range.getLow() <= range.getHigh() && range.getHigh() < Transfer.LIMIT;
    }

    void open(Context context, OpenVerifier message) throws RejectedException {
        Bytes type = PassState.id(message.getType());
        if (!issuers.knows(context.state(), type)) {
            throw RejectedException.of(KernelError.NOT_FOUND, "type");
        }
        boolean claim = Integer.compareUnsigned(message.getClaim(), Pass.CLAIMS) < 0;
        boolean time = message.getTtlS() >= MIN_TTL_S && message.getTtlS() <= MAX_TTL_S;
        if (!claim || !time || (message.hasRange() && !fits(message.getRange()))) {
            throw RejectedException.of(PassError.BAD_VERIFIER);
        }
        PassState state = new PassState(context.state());
        Verifier.Builder verifier = Verifier.newBuilder()
                .setOwner(context.signer().toByteString())
                .setType(message.getType())
                .setTypeNumber(state.number(type))
                .setClaim(message.getClaim())
                .setTtlS(message.getTtlS());
        if (message.hasRange()) {
            verifier.setRange(message.getRange());
        }
        if (message.hasSet()) {
            verifier.setSet(PassState.bytes(RegistryHandlers.word(message.getSet())));
        }
        Bytes id = context.newId("verifier");
        Verifier whole = verifier.build();
        deposits.lock(context, context.signer(), id, whole.getSerializedSize());
        state.put(id, whole);
        context.emit(VerifierChanged.newBuilder()
                .setVerifier(PassState.bytes(id))
                .setOwner(whole.getOwner())
                .build());
    }

    private static Verifier known(PassState state, Bytes id) throws RejectedException {
        Verifier verifier = state.verifier(id);
        if (verifier == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "verifier");
        }
        return verifier;
    }

    void close(Context context, CloseVerifier message) throws RejectedException {
        PassState state = new PassState(context.state());
        Bytes id = PassState.id(message.getVerifier());
        Verifier verifier = known(state, id);
        if (!verifier.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        state.deleteVerifier(id);
        deposits.unlock(context, id, context.signer());
        context.emit(VerifierChanged.newBuilder()
                .setVerifier(message.getVerifier())
                .setOwner(verifier.getOwner())
                .setClosed(true)
                .build());
    }

    void present(Context context, Present message) throws RejectedException {
        PassState state = new PassState(context.state());
        Bytes id = PassState.id(message.getVerifier());
        Verifier verifier = known(state, id);
        Quad registry = RegistryHandlers.word(message.getRegistry());
        Quad name = RegistryHandlers.word(message.getPseudonym());
        Address account = context.signer();
        long now = context.block().parentTimeMs();
        long serves = Registry.servesUntil(state, registry, now);
        if (serves == 0) {
            throw RejectedException.of(PassError.OLD_ROOT);
        }
        long early = message.getToday() - Presentation.day(now);
        if (early != 0 && early != 1) {
            throw RejectedException.of(PassError.BAD_DAY);
        }
        Pseudonym known = state.pseudonym(id, name);
        if (known != null && !known.getAccount().equals(account.toByteString())) {
            throw RejectedException.of(PassError.OTHER_ACCOUNT);
        }
        long presented = known == null ? 0 : known.getPresented();
        Presentation.Shown shown = new Presentation.Shown(account, registry, message.getToday(), name, presented);
        Pass statement = Presentation.statement(context.block().chain(), id, verifier, shown);
        if (!proofs.shows(statement, message.getProof().toByteArray())) {
            throw RejectedException.of(PassError.BAD_PROOF);
        }
        if (known == null) {
            deposits.lock(context, account, join(id, name.toBytes()), PASS_BYTES);
        }
        state.put(
                id,
                name,
                Pseudonym.newBuilder()
                        .setAccount(account.toByteString())
                        .setPresented(presented + 1)
                        .build());
        long until = Math.min(serves, now + verifier.getTtlS() * MS);
        state.put(
                account,
                id,
                Held.newBuilder()
                        .setUntilMs(until)
                        .setPseudonym(message.getPseudonym())
                        .build());
        context.emit(PassIssued.newBuilder()
                .setVerifier(message.getVerifier())
                .setAccount(account.toByteString())
                .setUntilMs(until)
                .build());
    }

    void remove(Context context, RemovePass message) throws RejectedException {
        PassState state = new PassState(context.state());
        Bytes id = PassState.id(message.getVerifier());
        Quad name = RegistryHandlers.word(message.getPseudonym());
        Pseudonym pseudonym = state.pseudonym(id, name);
        if (pseudonym == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "pass");
        }
        if (state.verifier(id) != null) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Address account = Address.of(pseudonym.getAccount());
        Held held = state.held(account, id);
        if (held != null && held.getPseudonym().equals(message.getPseudonym())) {
            state.deleteHeld(account, id);
        }
        state.deletePseudonym(id, name);
        deposits.unlock(context, join(id, name.toBytes()), context.signer());
    }
}
