package io.ixi.vm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Positive;

class AmountPropertyTest {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(128);

    @Property
    void arithmeticIsThatOfWholeNumbers(@ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
        Amount left = new Amount(a, b);
        Amount right = new Amount(c, d);
        BigInteger sum = left.toBigInteger().add(right.toBigInteger());
        if (sum.compareTo(LIMIT) < 0) {
            assertThat(left.plus(right).toBigInteger()).isEqualTo(sum);
        } else {
            assertThatThrownBy(() -> left.plus(right)).isInstanceOf(ArithmeticException.class);
        }
        BigInteger difference = left.toBigInteger().subtract(right.toBigInteger());
        if (difference.signum() >= 0) {
            assertThat(left.minus(right).toBigInteger()).isEqualTo(difference);
        } else {
            assertThatThrownBy(() -> left.minus(right)).isInstanceOf(ArithmeticException.class);
        }
        assertThat(Integer.signum(left.compareTo(right))).isEqualTo(difference.signum());
    }

    @Property
    void bytesAreTheOneEncoding(@ForAll long high, @ForAll long low) {
        for (Amount amount : new Amount[] {new Amount(high, low), new Amount(0, low), new Amount(0, low >>> 33)}) {
            byte[] bytes = amount.toBytes().toArray();
            assertThat(Amount.fromBytes(bytes)).isEqualTo(amount);
            assertThat(new BigInteger(1, bytes)).isEqualTo(amount.toBigInteger());
            assertThat(bytes.length == 0 || bytes[0] != 0).isTrue();
            assertThat(Amount.parse(amount.toString())).isEqualTo(amount);
        }
    }

    @Property
    void productsAndScalingAreExact(
            @ForAll @Positive long a, @ForAll @Positive long b, @ForAll @Positive long numerator) {
        BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        assertThat(Amount.product(a, b).toBigInteger()).isEqualTo(product);
        long part = Math.min(numerator, b);
        assertThat(Amount.product(a, b).scaledDown(part, b).toBigInteger())
                .isEqualTo(product.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(b)));
    }

    @Example
    void nothingElseIsAnAmount() {
        assertThatThrownBy(() -> Amount.fromBytes(new byte[] {0})).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.fromBytes(new byte[17])).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.of(LIMIT)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.of(-1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.parse("01")).isInstanceOf(ArithmeticException.class);
        assertThat(Amount.MAX.toBytes().size()).isEqualTo(16);
    }
}
