package io.ixi.node.replica;

import io.ixi.consensus.bft.Timing;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A chain of the toy module, its accounts and validators. */
final class ToyChain {
    private static final SigningKey[] ACCOUNTS = new SigningKey[8];

    final Executor executor = new Executor(List.of(new ToyModule()));
    final Chain chain;
    final Executed genesis;
    final BlockHeader genesisHeader;
    private final long[] sequences = new long[ACCOUNTS.length];

    ToyChain(int size) {
        List<Validator> validators = new ArrayList<>();
        Genesis.Builder config = Genesis.newBuilder()
                .setChainName("toy")
                .setTimeMs(1_000_000)
                .setProtocol(1)
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(1 << 20)
                        .setBlockGas(10_000_000)
                        .setBlockTransactions(1_000));
        for (int i = 0; i < size; i++) {
            Bytes key = Bytes.wrap(("validator " + i).getBytes(StandardCharsets.US_ASCII));
            validators.add(new Validator(key, 1));
            config.addValidators(GenesisValidator.newBuilder().setName("v" + i).setPower(1));
        }
        Genesis built = config.build();
        Hash id = Domain.chain(built);
        ValidatorSet set = new ValidatorSet(0, id, validators);
        this.genesis = executor.genesis(built);
        this.genesisHeader = new BlockHeader(
                id,
                1,
                0,
                0,
                0,
                0,
                0,
                1_000_000,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Wire.transactionsRoot(List.of()),
                0,
                Wire.validatorsHash(set));
        Timing timing = new Timing(250, 500, 1_000, 3_000, 400, 8);
        this.chain = new Chain(genesisHeader, set, timing, new BlockLimits(1 << 20, 10_000_000, 1_000));
    }

    /** The next transfer of an account, signed for real. */
    Bytes transfer(int account, long amount) {
        return signed(account, sequences[account]++, amount, true);
    }

    Bytes signed(int account, long sequence, long amount, boolean good) {
        SigningKey key = key(account);
        Address from = address(account);
        Draft draft = Draft.of(
                genesisHeader.chain(),
                Draft.key(Scheme.ML_DSA_44, key.publicKey()),
                from,
                sequence,
                10_000,
                Amount.ZERO,
                List.of(ToyModule.give(address((account + 1) % ACCOUNTS.length), amount)));
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
        signature[7] ^= (byte) (good ? 0 : 1);
        return draft.signed(Scheme.ML_DSA_44, Bytes.wrap(signature));
    }

    Tx decode(Bytes transaction) {
        try {
            return executor.decode(transaction, genesisHeader.chain());
        } catch (RejectedException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Address address(int account) {
        return Address.of(Scheme.ML_DSA_44.number(), key(account).publicKey());
    }

    static SigningKey key(int account) {
        if (ACCOUNTS[account] == null) {
            byte[] seed = new byte[32];
            seed[0] = (byte) (account + 1);
            ACCOUNTS[account] = SigningKey.fromSeed(Scheme.ML_DSA_44, seed);
        }
        return ACCOUNTS[account];
    }

    /** A signature that only this function makes; enough where nobody forges. */
    Bytes sign(int validator, Subject subject) {
        return Bytes.wrap(Hash.sha256(new byte[] {(byte) validator}, Wire.signingBytes(genesisHeader.chain(), subject))
                .toBytes());
    }
}
