//! Examples of the arithmetic of §7.2: the table T, weights, means, and rounding half to even.
//! Owns the numbers, found with another language's arbitrary-precision decimals.
//! Never names an event.

use num_bigint::BigInt;

use super::super::decay::{half_even, mean, number, table, total, weight};

#[test]
fn the_table_is_two_to_the_minus_i_over_180() {
    for (i, expected) in [
        (0, 1_099_511_627_776_i64),
        (1, 1_095_285_750_735),
        (2, 1_091_076_115_483),
        (45, 924_575_386_327),
        (90, 777_472_127_994), // 2^39.5 = 777,472,127,993.6…: up
        (120, 692_648_922_220),
        (179, 551_876_904_636),
    ] {
        assert_eq!(table()[i], BigInt::from(expected), "T[{i}]");
    }
    let sum: BigInt = table().iter().sum();
    assert_eq!(sum, BigInt::from(143_038_451_875_651_i64));
}

#[test]
fn weights_halve_every_180_days() {
    let w = |age: i64| total(&[weight(age)]);
    // 2^(−5/180)/4 = 0.2452…, 2^(−6/180)/4 = 0.2443…
    assert_eq!(
        [w(0), w(90), w(180), w(360), w(365), w(366)],
        [100, 71, 50, 25, 25, 24]
    );
    assert_eq!(w(200 * 180), 0);
}

#[test]
fn means_weigh_by_age() {
    // (−7.00·1 − 5.80·0.70710678) / 1.70710678 = −11.10121933 / 1.70710678 = −6.5029…
    assert_eq!(mean(&[weight(0), weight(90)], &[-700, -580]), -650);
    // 0.5·4 − 0.25·2 = 1.5, over 0.75 = 2
    assert_eq!(mean(&[weight(180), weight(360)], &[400, -200]), 200);
    // Evidence of two thousand years ago, alone, still has its own score.
    assert_eq!(mean(&[weight(730_000)], &[-440]), -440);
}

#[test]
fn half_goes_to_even_on_both_sides_of_nought() {
    let round = |n: i64, d: i64| half_even(&BigInt::from(n), &BigInt::from(d));
    assert_eq!(
        [round(5, 2), round(7, 2), round(-5, 2), round(-7, 2)],
        [2, 4, -2, -4]
    );
    assert_eq!(
        [
            round(4, 3),
            round(5, 3),
            round(-4, 3),
            round(-5, 3),
            round(-1, 2),
            round(6, 3)
        ],
        [1, 2, -1, -2, 0, 2]
    );
    assert_eq!([number(-580), number(42), number(0)], [-5.8, 0.42, 0.0]);
}
