"""First names that say a gender, as far as a list can know: enough to see a bank in which only men appear."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.prose import plain, shown

_FEMININE_WORDS: Final = """
Adèle Agathe Aïcha Aïssatou Alice Alicia Aline Amandine Amina Amélie Ana Anaïs Andréa Anissa Anna Anne Assia Awa
Barbara Béatrice Bénédicte Brigitte Capucine Carla Caroline Catherine Céline Chantal Charlotte Chloé Christelle
Christine Claire Clara Clémence Coralie Corinne Delphine Diane Djamila Élise Elena Éléonore Élisa Élodie Éloïse
Elsa Emma Emmanuelle Estelle Esther Eva Ève Fanny Fanta Farida Fatima Fatou Fatoumata Flora Florence Françoise
Gabrielle Hana Hélène Iman Inès Irène Isabelle Jade Jeanne Jennifer Joséphine Julia Julie Juliette Justine
Karima Khadija Laetitia Laila Latifa Laura Laure Laurence Laurie Léa Leïla Léna Léonie Leyla Lina Linda Lise
Louise Lucie Ludivine Madeleine Maëlys Magali Maïa Malika Manon Margaux Margot Maria Mariam Marie Marion Marlène
Martine Maryam Mathilde Maud Mélanie Mélissa Mia Michèle Mila Monique Myriam Nadège Nadia Nathalie Nawel Nina
Noémie Nora Nour Océane Odile Olivia Pauline Rachel Rania Romane Rosalie Sabrina Safia Salomé Samia Sandra
Sandrine Sara Sarah Séverine Sofia Solène Sonia Sophie Soraya Stéphanie Suzanne Sylvie Tania Thérèse Valentine
Valérie Véronique Victoria Virginie Yasmine Zélie Zoé Emily Grace Hannah Jane Kate Lily Lucy Mary Susan
Elizabeth
"""
FEMININE: Final = frozenset(_FEMININE_WORDS.split())
_MASCULINE_WORDS: Final = """
Abdel Abdou Adam Adrien Ahmed Alain Alan Alexandre Alexis Ali Amadou Amin Amine André Antoine Anthony Arnaud
Arthur Aurélien Axel Aymeric Baptiste Bastien Benjamin Benoît Bernard Bilal Boris Bruno Cédric Christian
Christophe Cyril Damien Daniel David Denis Didier Driss Éric Édouard Émile Emmanuel Enzo Étienne Ethan Farid
Fabien Fabrice Félix Florent Florian Franck François Frédéric Gabriel Gaël Gaspard Georges Gilles Grégory
Guillaume Gustave Hakim Hamza Hassan Henri Hervé Hugo Ibrahim Idriss Ilyes Isaac Ismaël Ivan Jacques Jamel Jean
Jérémy Jérôme Joël Jonas Jonathan Joseph Jules Julien Kader Kamel Karim Kevin Kévin Khalid Killian Lamine
Laurent Léo Léon Liam Loïc Louis Luc Luca Lucas Ludovic Maël Malik Malo Mamadou Marc Marcel Martin Mathéo
Mathieu Matthieu Maxime Mehdi Michel Mickaël Mohamed Moussa Mustapha Nabil Nassim Nathan Nicolas Noah Noé
Olivier Omar Oscar Oumar Ousmane Pascal Patrick Paul Philippe Pierre Quentin Rachid Raphaël Rayan Rémi Rémy René
Richard Robert Robin Rodolphe Romain Samir Samuel Sami Samy Sébastien Serge Simon Sofiane Stéphane Sylvain Tarek
Théo Thibault Thierry Thomas Tom Tristan Valentin Victor Vincent Walid William Xavier Yacine Yanis Yann Yassine
Youssef Yves Zacharie George Harry Jack James John Oliver Peter
"""
MASCULINE: Final = frozenset(_MASCULINE_WORDS.split())
_CAPITALISED: Final = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]+\b")


def names_in(item: Item) -> tuple[str, ...]:
    """Return the first names that the candidate reads, each once, sorted."""
    return tuple(sorted(set(_names(item))))


def _names(item: Item) -> Iterator[str]:
    for _, text in shown(item):
        yield from (name for name in _CAPITALISED.findall(plain(text)) if name in FEMININE or name in MASCULINE)
