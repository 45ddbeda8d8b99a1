package io.ixi.vm.kernel.tx;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.List;
import java.util.function.UnaryOperator;

/** A transaction that its account has yet to sign: what wallets build. Immutable. */
public record Draft(Hash chain, TransactionBody body) {
    /**
     * A draft by an account that the chain may not know yet; it carries the key.
     *
     * @param messages chain messages of any modules, 1 to 16
     */
    public static Draft of(
            Hash chain,
            Key key,
            Address account,
            long sequence,
            long validUntilHeight,
            Amount maxFee,
            List<? extends Message> messages) {
        TransactionBody.Builder body = TransactionBody.newBuilder()
                .setChain(UnsafeByteOperations.unsafeWrap(chain.toBytes()))
                .setAccount(account.toByteString())
                .setSequence(sequence)
                .setValidUntilHeight(validUntilHeight)
                .setMaxFee(maxFee.toByteString())
                .setKey(key);
        messages.forEach(message -> body.addMessages(typed(message)));
        return new Draft(chain, body.build());
    }

    public static Key key(Scheme scheme, Bytes publicKey) {
        return Key.newBuilder()
                .setScheme(scheme.number())
                .setPublicKey(bytes(publicKey))
                .build();
    }

    /** The message with its number. Throws {@link IllegalArgumentException} if it is no chain message. */
    public static TypedMessage typed(Message message) {
        int type = message.getDescriptorForType()
                .getOptions()
                .getExtension(Options.msg)
                .getType();
        if (type == 0) {
            throw new IllegalArgumentException(message.getDescriptorForType().getFullName() + " is no chain message");
        }
        return TypedMessage.newBuilder()
                .setType(type)
                .setValue(message.toByteString())
                .build();
    }

    /** The same with the key left out: saves its bytes once the chain knows it. */
    public Draft withoutKey() {
        return new Draft(chain, body.toBuilder().clearKey().build());
    }

    /** The same after a change to its body: co-signers, sponsor, ticket, mandate. */
    public Draft with(UnaryOperator<TransactionBody.Builder> change) {
        return new Draft(chain, change.apply(body.toBuilder()).build());
    }

    /** The message with its number, in somebody's name. */
    public static TypedMessage typed(Message message, Address signer) {
        return typed(message).toBuilder().setSigner(signer.toByteString()).build();
    }

    public Draft withMaxFee(Amount maxFee) {
        return new Draft(
                chain, body.toBuilder().setMaxFee(maxFee.toByteString()).build());
    }

    /** The transaction's id; signing does not change it. */
    public Hash id() {
        return Domain.transactionId(body.toByteArray());
    }

    /** What the key signs, with context {@link Domain#TX_SIGNATURE}. */
    public Hash signingHash() {
        return Domain.signingHash(chain, body.toByteArray());
    }

    /** The wire form without signatures: what can be simulated. */
    public Bytes unsigned() {
        return Bytes.wrap(
                Transaction.newBuilder().setBody(body.toByteString()).build().toByteArray());
    }

    /** The wire form, ready to send. */
    public Bytes signed(Scheme scheme, Bytes signature) {
        Signature by = Signature.newBuilder()
                .setScheme(scheme.number())
                .setSignature(bytes(signature))
                .build();
        return Bytes.wrap(Transaction.newBuilder()
                .setBody(body.toByteString())
                .addSignatures(by)
                .build()
                .toByteArray());
    }

    /** The wire form with the signatures of the account and its co-signers, in their order. */
    public Bytes signed(List<Signature> signatures) {
        return Bytes.wrap(Transaction.newBuilder()
                .setBody(body.toByteString())
                .addAllSignatures(signatures)
                .build()
                .toByteArray());
    }

    private static ByteString bytes(Bytes value) {
        return UnsafeByteOperations.unsafeWrap(value.unsafeArray());
    }
}
